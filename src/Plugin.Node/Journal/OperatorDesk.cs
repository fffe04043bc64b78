using System.Text.Json;
using Microsoft.Data.Sqlite;
using Plugin.Node.Attempts;
using Plugin.Node.Policies;

namespace Plugin.Node.Journal;

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
        """;

    private readonly SqliteConnection _connection;

    /// <param name="dataFolder">The station's.</param>
    /// <exception cref="FileNotFoundException">No station has ever run on it.</exception>
    public OperatorDesk(string dataFolder)
    {
        var file = StationFolder.JournalIn(dataFolder);
        if (!File.Exists(file))
        {
            throw new FileNotFoundException($"There is no journal of a station in {dataFolder}.", file);
        }

        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        _connection.Open();
        using var command = Command(_connection, Schema);
        command.ExecuteNonQuery();
    }

    public void Dispose() => _connection.Dispose();

    /// <summary>Everything that waits for a word, the oldest first.</summary>
    public IReadOnlyList<WaitingRun> Waiting()
    {
        var waiting = new List<WaitingRun>();
        using var command = Command(_connection, "select entry from attempts order by run, attempt");
        using var reader = command.ExecuteReader();
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

        return [.. waiting.OrderBy(w => w.Matter.Since)];
    }

    /// <summary>The first word stands.</summary>
    /// <returns>The word that stands.</returns>
    public OperatorDecision Decide(WaitingRun run, OperatorDecision decision)
    {
        using (var command = Command(
            _connection,
            "insert into decisions (run, attempt, kind, decision) values ($run, $attempt, $kind, $decision) on conflict (run, attempt, kind) do nothing",
            ("$run", run.Id.Run), ("$attempt", run.Id.Attempt), ("$kind", run.Matter.Kind.ToString()), ("$decision", JsonSerializer.Serialize(decision))))
        {
            command.ExecuteNonQuery();
        }

        return Decision(_connection, run.Id, run.Matter.Kind) ?? throw new InvalidDataException("The decision is gone.");
    }

    internal static OperatorDecision? Decision(SqliteConnection connection, AttemptId id, MatterKind kind)
    {
        using var command = Command(
            connection, "select decision from decisions where run = $run and attempt = $attempt and kind = $kind",
            ("$run", id.Run), ("$attempt", id.Attempt), ("$kind", kind.ToString()));
        return command.ExecuteScalar() is string text ? JsonSerializer.Deserialize<OperatorDecision>(text) : null;
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
