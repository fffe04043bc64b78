using System.Security.Cryptography;
using Plugin.Node.Attempts;
using Plugin.Node.Contract;
using Plugin.Node.Journal;
using Plugin.Node.Policies;

namespace Plugin.Simulation.Hospitals;

/// <summary>What a hospital's machine keeps when everything on it dies.</summary>
internal sealed class Disk(ECDsa signingKey)
{
    public ECDsa SigningKey => signingKey;

    public MemoryJournal Journal { get; } = new();

    public SortedDictionary<(int Run, int Attempt), SortedDictionary<string, byte[]>> Files { get; } = [];
}

/// <summary>The disk in the hands of one agent. A dead agent writes nothing any more.</summary>
internal sealed class AgentDisk(Disk disk, CancellationToken life) : IJournal, IRunFiles
{
    private const string OutputFile = "output";

    public string? Cursor
    {
        get => Alive().Journal.Cursor;
        set => Alive().Journal.Cursor = value;
    }

    public string? Witnessed
    {
        get => Alive().Journal.Witnessed;
        set => Alive().Journal.Witnessed = value;
    }

    public IReadOnlyList<JournalEntry> Entries() => Alive().Journal.Entries();

    public void Record(JournalEntry entry) => Alive().Journal.Record(entry);

    public OperatorDecision? Decision(AttemptId id, MatterKind kind) => Alive().Journal.Decision(id, kind);

    public void Forget(AttemptId id) => Alive().Journal.Forget(id);

    public int SubtaskOrdinal(AttemptId id, string bodyHash, IReadOnlySet<int> busy, IReadOnlySet<int>? delivered) => Alive().Journal.SubtaskOrdinal(id, bodyHash, busy, delivered);

    public void SubtaskAnswered(AttemptId id, int ordinal) => Alive().Journal.SubtaskAnswered(id, ordinal);

    public Task Prepare(AttemptId id, int job, Func<Stream, CancellationToken, Task> input, string token, CancellationToken cancellationToken)
    {
        Alive().Files[Key(id)] = new(StringComparer.Ordinal) { [OutputFile] = [] };
        return Task.CompletedTask;
    }

    public Stream Output(AttemptId id) => Sealed(id, OutputFile);

    public async Task Seal(AttemptId id, string kind, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        await write(content, cancellationToken);
        if (!Alive().Files.TryGetValue(Key(id), out var files))
        {
            disk.Files[Key(id)] = files = new(StringComparer.Ordinal);
        }

        files[kind] = content.ToArray();
    }

    public Stream Sealed(AttemptId id, string kind) => new MemoryStream(Alive().Files[Key(id)][kind], writable: false);

    public void Remove(AttemptId id) => Alive().Files.Remove(Key(id));

    /// <summary>Runs of the simulation leave nothing for each other.</summary>
    public void Sweep(IReadOnlySet<int> inUse, DateTimeOffset before) => Alive();

    IReadOnlyList<AttemptId> IRunFiles.Known() => [.. Alive().Files.Keys.Select(key => new AttemptId(key.Run, key.Attempt))];

    public long FreeBytes => long.MaxValue;

    private Disk Alive() => life.IsCancellationRequested ? throw new AgentDiedException() : disk;

    private static (int Run, int Attempt) Key(AttemptId id) => (id.Run, id.Attempt);
}

/// <summary>The process is gone: whatever it was about to do, it does not.</summary>
internal sealed class AgentDiedException() : Exception("The agent died.");
