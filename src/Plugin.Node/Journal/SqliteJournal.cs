using System.Text.Json;
using Microsoft.Data.Sqlite;
using Plugin.Node.Attempts;
using Plugin.Node.Contract;
using Plugin.Node.Operator;
using Plugin.Node.Policies;

namespace Plugin.Node.Journal;

/// <summary>
/// One SQLite file in the data folder. It holds run tokens and inputs, so only its owner may read it. Entries are few and small; every statement
/// commits by itself, and is flushed where <see cref="IJournal"/> does not say otherwise.
/// </summary>
public sealed class SqliteJournal : IJournal, IDisposable
{
    private const string Schema = """
        pragma journal_mode = wal;
        pragma synchronous = full;
        create table if not exists attempts (
            run integer not null, attempt integer not null, entry text not null,
            constraint attempts_run_attempt primary key (run, attempt)) strict;
        create table if not exists cursors (
            id integer not null constraint cursors_id primary key check (id = 1), cursor text) strict;
        create table if not exists witnessed (
            id integer not null constraint witnessed_id primary key check (id = 1), state text) strict;
        create table if not exists subtask_posts (
            run integer not null, attempt integer not null, ordinal integer not null, body_hash text not null, answered integer not null default 0,
            constraint subtask_posts_run_attempt_ordinal primary key (run, attempt, ordinal)) strict;
        """ + OperatorDesk.Schema;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.General);
    private readonly SqliteConnection _connection;

    /// <summary>For what need not outlast the machine: its commits are not flushed, and those of the other one flush them along.</summary>
    private readonly SqliteConnection _notes;

    public SqliteJournal(string file)
    {
        using (File.Open(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
            Durable.Mode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        var source = new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString();
        (_connection, _notes) = (new SqliteConnection(source), new SqliteConnection(source));
        try
        {
            _connection.Open();
            Execute(Schema);
            _notes.Open();
            Execute(_notes, "pragma synchronous = normal");
        }
        catch (Exception e) when (e is SqliteException or JournalUnavailableException)
        {
            Dispose();
            throw e as JournalUnavailableException ?? new JournalUnavailableException((SqliteException)e);
        }
    }

    public void Dispose()
    {
        _notes.Dispose();
        _connection.Dispose();
    }

    /// <summary>The entries of a journal that belongs to an agent, or to none at the moment.</summary>
    public static IReadOnlyList<JournalEntry> Look(string file)
    {
        using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = file, Pooling = false, Mode = SqliteOpenMode.ReadOnly }.ToString());
        connection.Open();
        return Entries(connection);
    }

    public IReadOnlyList<JournalEntry> Entries() => Entries(_connection);

    private static List<JournalEntry> Entries(SqliteConnection connection)
    {
        var entries = new List<JournalEntry>();
        using var command = connection.CreateCommand();
        command.CommandText = "select entry from attempts order by run, attempt";
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            entries.Add(Read(reader.GetString(0)));
        }

        return entries;
    }

    internal static JournalEntry Read(string entry) =>
        JsonSerializer.Deserialize<JournalEntry>(entry, Json) ?? throw new InvalidDataException("The journal holds an empty entry.");

    public void Record(JournalEntry entry) => Execute(
        entry is JournalEntry.Claimed ? _notes : _connection,
        "insert into attempts (run, attempt, entry) values ($run, $attempt, $entry) on conflict (run, attempt) do update set entry = excluded.entry",
        ("$run", entry.Id.Run), ("$attempt", entry.Id.Attempt), ("$entry", JsonSerializer.Serialize(entry, Json)));

    public OperatorDecision? Decision(AttemptId id, MatterKind kind)
    {
        try
        {
            return OperatorDesk.Decision(_connection, id, kind);
        }
        catch (SqliteException e)
        {
            throw new JournalUnavailableException(e);
        }
    }

    public void Forget(AttemptId id)
    {
        // The attempt last: a crash in between leaves it, and it is forgotten again. Only that has to be flushed, and what was written before goes along.
        Execute(_notes, "delete from decisions where run = $run and attempt = $attempt", ("$run", id.Run), ("$attempt", id.Attempt));
        Execute(_notes, "delete from subtask_posts where run = $run and attempt = $attempt", ("$run", id.Run), ("$attempt", id.Attempt));
        Execute("delete from attempts where run = $run and attempt = $attempt", ("$run", id.Run), ("$attempt", id.Attempt));
    }

    public string? Cursor
    {
        get => Scalar("select cursor from cursors") as string;
        set => Execute(
            _notes,
            "insert into cursors (id, cursor) values (1, $cursor) on conflict (id) do update set cursor = excluded.cursor",
            ("$cursor", (object?)value ?? DBNull.Value));
    }

    public string? Witnessed
    {
        get => Scalar("select state from witnessed") as string;
        set => Execute(
            "insert into witnessed (id, state) values (1, $state) on conflict (id) do update set state = excluded.state",
            ("$state", (object?)value ?? DBNull.Value));
    }

    public int SubtaskOrdinal(AttemptId id, string bodyHash, IReadOnlySet<int> busy, IReadOnlySet<int>? delivered)
    {
        using (var command = Command(
            "select ordinal, answered from subtask_posts where run = $run and attempt = $attempt and body_hash = $hash order by ordinal",
            ("$run", id.Run), ("$attempt", id.Attempt), ("$hash", bodyHash)))
        {
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                var (ordinal, answered) = (reader.GetInt32(0), reader.GetInt32(1) != 0);
                if (!busy.Contains(ordinal) && (!answered || delivered?.Contains(ordinal) == false))
                {
                    return ordinal;
                }
            }
        }

        return Convert.ToInt32(Scalar(
            """
            insert into subtask_posts (run, attempt, ordinal, body_hash)
            select $run, $attempt, coalesce(max(ordinal), 0) + 1, $hash from subtask_posts where run = $run and attempt = $attempt
            returning ordinal
            """,
            ("$run", id.Run), ("$attempt", id.Attempt), ("$hash", bodyHash)));
    }

    public void SubtaskAnswered(AttemptId id, int ordinal) => Execute(
        "update subtask_posts set answered = 1 where run = $run and attempt = $attempt and ordinal = $ordinal",
        ("$run", id.Run), ("$attempt", id.Attempt), ("$ordinal", ordinal));

    private void Execute(string sql, params ReadOnlySpan<(string Name, object Value)> parameters) => Execute(_connection, sql, parameters);

    private static void Execute(SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        try
        {
            using var command = Command(connection, sql, parameters);
            command.ExecuteNonQuery();
        }
        catch (SqliteException e)
        {
            throw new JournalUnavailableException(e);
        }
    }

    private object? Scalar(string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        try
        {
            using var command = Command(sql, parameters);
            return command.ExecuteScalar();
        }
        catch (SqliteException e)
        {
            throw new JournalUnavailableException(e);
        }
    }

    private SqliteCommand Command(string sql, params ReadOnlySpan<(string Name, object Value)> parameters) => Command(_connection, sql, parameters);

    private static SqliteCommand Command(SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
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
