using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Plugin.Node.Attempts;
using Plugin.Node.Journal;
using Plugin.Node.Policies;

namespace Plugin.Node.Operator;

/// <summary>
/// Where the station's operator sees what waits for a word, and gives it. It works on the journal beside the agent, which looks there twice a second,
/// and while no agent runs. Whoever may read the data folder may decide.
/// </summary>
public sealed class OperatorDesk : IDisposable
{
    internal const string Schema = """
        create table if not exists decisions (
            run integer not null, attempt integer not null, kind text not null, decision text not null,
            constraint decisions_run_attempt_kind primary key (run, attempt, kind)) strict;
        create table if not exists invitations (
            hash text not null constraint invitations_hash primary key, guest text not null, until integer not null) strict;
        """;

    private readonly SqliteConnection _connection;

    /// <param name="dataFolder">The station's.</param>
    /// <exception cref="FileNotFoundException">No station has ever run on it.</exception>
    /// <exception cref="JournalUnavailableException">As from every other member: the disk is full, or the file is another user's.</exception>
    public OperatorDesk(string dataFolder)
    {
        var file = StationFolder.JournalIn(dataFolder);
        if (!File.Exists(file))
        {
            throw new FileNotFoundException($"There is no journal of a station in {dataFolder}. The agent makes it when it starts for the first time.", file);
        }

        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        try
        {
            _connection.Open();
            Execute(Schema);
        }
        catch (Exception e) when (e is SqliteException or JournalUnavailableException)
        {
            _connection.Dispose();
            throw e as JournalUnavailableException ?? new JournalUnavailableException((SqliteException)e);
        }
    }

    public void Dispose() => _connection.Dispose();

    /// <summary>Everything that waits for a word, the oldest first.</summary>
    public IReadOnlyList<WaitingRun> Waiting() => Tried(() =>
    {
        using var command = Command(_connection, "select entry from attempts order by run, attempt");
        using var reader = command.ExecuteReader();
        var waiting = new List<WaitingRun>();
        while (reader.Read())
        {
            var run = SqliteJournal.Read(reader.GetString(0)) switch
            {
                JournalEntry.AwaitingApproval e => new WaitingRun(e.Grant, e.Matter),
                JournalEntry.Held e => new WaitingRun(e.Grant, e.Matter),
                _ => null,
            };
            if (run is not null && Decision(_connection, run.Id, run.Matter.Kind) is null)
            {
                waiting.Add(run);
            }
        }

        return (IReadOnlyList<WaitingRun>)[.. waiting.OrderBy(w => w.Matter.Since)];
    });

    /// <summary>The first word stands.</summary>
    /// <returns>The word that stands.</returns>
    public OperatorDecision Decide(WaitingRun run, OperatorDecision decision)
    {
        Execute(
            "insert into decisions (run, attempt, kind, decision) values ($run, $attempt, $kind, $decision) on conflict (run, attempt, kind) do nothing",
            ("$run", run.Id.Run), ("$attempt", run.Id.Attempt), ("$kind", run.Matter.Kind.ToString()), ("$decision", JsonSerializer.Serialize(decision)));
        return Tried(() => Decision(_connection, run.Id, run.Matter.Kind)) ?? throw new InvalidDataException("The decision is gone.");
    }

    /// <summary>A key to the page that opens it once.</summary>
    /// <param name="guest">Who decides there.</param>
    public string Invite(string guest, DateTimeOffset until)
    {
        var key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        Execute("insert into invitations (hash, guest, until) values ($hash, $guest, $until)", ("$hash", Hash(key)), ("$guest", guest), ("$until", until.ToUnixTimeSeconds()));
        return key;
    }

    /// <summary>Whom the key was given to; null when it was used before, has expired, or never was one.</summary>
    public string? Admit(string key, DateTimeOffset now) => Tried(() =>
    {
        Execute("delete from invitations where until < $now", ("$now", now.ToUnixTimeSeconds()));
        using var command = Command(_connection, "delete from invitations where hash = $hash returning guest", ("$hash", Hash(key)));
        return command.ExecuteScalar() as string;
    });

    internal static OperatorDecision? Decision(SqliteConnection connection, AttemptId id, MatterKind kind)
    {
        using var command = Command(
            connection, "select decision from decisions where run = $run and attempt = $attempt and kind = $kind",
            ("$run", id.Run), ("$attempt", id.Attempt), ("$kind", kind.ToString()));
        return command.ExecuteScalar() is string text ? JsonSerializer.Deserialize<OperatorDecision>(text) : null;
    }

    private static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private void Execute(string sql, params (string Name, object Value)[] parameters)
    {
        using var command = Command(_connection, sql, parameters);
        Tried(command.ExecuteNonQuery);
    }

    private static T Tried<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteException e)
        {
            throw new JournalUnavailableException(e);
        }
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql, params (string Name, object Value)[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}
