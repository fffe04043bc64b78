using Plugin.Node.Attempts;

namespace Plugin.Node.Contract;

/// <summary>
/// One folder for each attempt: <c>in/</c> is read by the algorithm, <c>out/</c> is written by it, <c>sealed/</c> waits for the hub, <c>control/</c> belongs
/// to the process runtime. The data folder around it is closed to others, so that the files inside can be open to whatever user an image runs as.
/// </summary>
public sealed class RunFolders(string dataFolder) : IRunFiles
{
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Writable = Readable | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
    private const UnixFileMode Searchable = Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private const UnixFileMode Everyone = (UnixFileMode)0b111_111_111;

    public long FreeBytes => new DriveInfo(dataFolder).AvailableFreeSpace;

    public string Of(AttemptId id) => Path.Combine(dataFolder, "runs", id.ToString());

    public string Input(AttemptId id) => Path.Combine(Of(id), "in");

    public string OutputFile(AttemptId id) => Path.Combine(Of(id), "out", "output");

    public string Control(AttemptId id) => Path.Combine(Of(id), "control");

    public string Temporary(int job) => Path.Combine(dataFolder, "jobs", job.ToString());

    public async Task Prepare(
        AttemptId id, int job, Func<Stream, CancellationToken, Task> input, string token, CancellationToken cancellationToken)
    {
        foreach (var folder in (string[])[Input(id), Path.Combine(Of(id), "out"), Path.Combine(Of(id), "sealed"), Control(id)])
        {
            Directory.CreateDirectory(folder);
        }

        Durable.Mode(Input(id), Searchable);
        Directory.CreateDirectory(Temporary(job));
        Durable.Mode(Temporary(job), Everyone);
        await Write(Path.Combine(Input(id), "input"), Readable, input, cancellationToken);
        await Write(Path.Combine(Input(id), "token"), Readable, (s, ct) => s.WriteAsync(System.Text.Encoding.ASCII.GetBytes(token), ct).AsTask(), cancellationToken);
        await Write(OutputFile(id), Writable, (_, _) => Task.CompletedTask, cancellationToken);
    }

    public Stream Output(AttemptId id) => File.Exists(OutputFile(id)) ? File.OpenRead(OutputFile(id)) : Stream.Null;

    public Task Seal(AttemptId id, string kind, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.Combine(Of(id), "sealed"));
        return Durable.Write(SealedFile(id, kind), UnixFileMode.UserRead | UnixFileMode.UserWrite, write, cancellationToken);
    }

    public Stream Sealed(AttemptId id, string kind) => File.OpenRead(SealedFile(id, kind));

    public void Remove(AttemptId id)
    {
        if (Directory.Exists(Of(id)))
        {
            Directory.Delete(Of(id), recursive: true);
        }
    }

    public void Sweep(IReadOnlySet<int> inUse, DateTimeOffset before)
    {
        var jobs = new DirectoryInfo(Path.Combine(dataFolder, "jobs"));
        foreach (var job in jobs.Exists ? jobs.EnumerateDirectories() : [])
        {
            if (int.TryParse(job.Name, out var id) && !inUse.Contains(id) && job.LastWriteTimeUtc < before)
            {
                job.Delete(recursive: true);
            }
        }
    }

    public IReadOnlyList<AttemptId> Known()
    {
        var runs = Path.Combine(dataFolder, "runs");
        return Directory.Exists(runs)
            ? [.. Directory.EnumerateDirectories(runs).Select(d => AttemptId.TryParse(Path.GetFileName(d))).OfType<AttemptId>()]
            : [];
    }

    private static async Task Write(string file, UnixFileMode mode, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        await using var stream = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None);
        Durable.Mode(file, mode);
        await write(stream, cancellationToken);
    }

    private string SealedFile(AttemptId id, string kind) => Path.Combine(Of(id), "sealed", kind);
}
