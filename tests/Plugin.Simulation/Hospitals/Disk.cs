using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Plugin.Node.Attempts;
using Plugin.Node.Contract;
using Plugin.Node.Journal;
using Plugin.Node.Policies;
using Plugin.Policies;
using Plugin.Simulation.Scheduling;

namespace Plugin.Simulation.Hospitals;

/// <summary>What a hospital's machine keeps when everything on it dies.</summary>
internal sealed class Disk(ECDsa signingKey)
{
    public ECDsa SigningKey => signingKey;

    public MemoryJournal Journal { get; } = new();

    public SortedDictionary<(int Run, int Attempt), SortedDictionary<string, byte[]>> Files { get; } = [];

    public bool IsFull { get; set; }
}

/// <summary>
/// The disk in the hands of one agent. A dead agent writes nothing any more, and it may die before each write and after it. What removes still
/// works on a full disk.
/// </summary>
internal sealed class AgentDisk(Disk disk, Process agent) : IJournal, IRunFiles
{
    private const string OutputFile = "output";

    // SQLITE_FULL and ENOSPC.
    private const int Full = 13;
    private const int NoSpace = 28;

    public string? Cursor
    {
        get => Alive().Journal.Cursor;
        set => Write(() => disk.Journal.Cursor = value);
    }

    public string? Witnessed
    {
        get => Alive().Journal.Witnessed;
        set => Write(() => disk.Journal.Witnessed = value);
    }

    public IReadOnlyList<JournalEntry> Entries() => Alive().Journal.Entries();

    public void Record(JournalEntry entry) => Write(() => disk.Journal.Record(entry));

    public OperatorDecision? Decision(AttemptId id, MatterKind kind) => Alive().Journal.Decision(id, kind);

    public void Forget(AttemptId id)
    {
        Alive().Journal.Forget(id);
        agent.Touch();
    }

    public int SubtaskOrdinal(AttemptId id, string bodyHash, IReadOnlySet<int> busy, IReadOnlySet<int>? delivered) => Alive().Journal.SubtaskOrdinal(id, bodyHash, busy, delivered);

    public void SubtaskAnswered(AttemptId id, int ordinal) => Alive().Journal.SubtaskAnswered(id, ordinal);

    public Task Prepare(AttemptId id, int job, Func<Stream, CancellationToken, Task> input, string token, CancellationToken cancellationToken)
    {
        Space().Files[Key(id)] = new(StringComparer.Ordinal) { [OutputFile] = [] };
        agent.Touch();
        return Task.CompletedTask;
    }

    public Stream Output(AttemptId id) => Sealed(id, OutputFile);

    public async Task Seal(AttemptId id, string kind, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        await write(content, cancellationToken);
        if (!Space().Files.TryGetValue(Key(id), out var files))
        {
            disk.Files[Key(id)] = files = new(StringComparer.Ordinal);
        }

        files[kind] = content.ToArray();
        agent.Touch();
    }

    public Stream Sealed(AttemptId id, string kind) => new MemoryStream(Alive().Files[Key(id)][kind], writable: false);

    public void Remove(AttemptId id)
    {
        Alive().Files.Remove(Key(id));
        agent.Touch();
    }

    /// <summary>Runs of the simulation leave nothing for each other.</summary>
    public void Sweep(IReadOnlySet<int> inUse, DateTimeOffset before) => Alive();

    IReadOnlyList<AttemptId> IRunFiles.Known() => [.. Alive().Files.Keys.Select(key => new AttemptId(key.Run, key.Attempt))];

    public long FreeBytes => Alive().IsFull ? 0 : long.MaxValue;

    private void Write(Action write)
    {
        if (Alive().IsFull)
        {
            throw new JournalUnavailableException(new SqliteException("database or disk is full", Full));
        }

        write();
        agent.Touch();
    }

    private Disk Space() => Alive().IsFull ? throw new IOException("No space left on device", NoSpace) : disk;

    private Disk Alive()
    {
        agent.Touch();
        return disk;
    }

    private static (int Run, int Attempt) Key(AttemptId id) => (id.Run, id.Attempt);
}
