using Plugin.Node.Attempts;

namespace Plugin.Node.Contract;

/// <summary>The files of attempts: what the algorithm reads and writes, and what is sealed for the hub. Survives a crash at any point.</summary>
public interface IRunFiles
{
    /// <summary>
    /// Puts input, token, an empty output and the job's shared temporary folder in place. They need not outlast the machine: who finds that the attempt
    /// was not started asks for them again, which is harmless.
    /// </summary>
    /// <param name="input">Writes the input.</param>
    Task Prepare(AttemptId id, int job, Func<Stream, CancellationToken, Task> input, string token, CancellationToken cancellationToken);

    /// <summary>What the algorithm wrote; empty when it removed the file.</summary>
    Stream Output(AttemptId id);

    /// <summary>Keeps what <paramref name="write"/> writes, whole or not at all, on disk when it returns.</summary>
    Task Seal(AttemptId id, string kind, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken);

    Stream Sealed(AttemptId id, string kind);

    /// <summary>Removes everything of the attempt but the job's shared folder, which later runs of the job may build on.</summary>
    void Remove(AttemptId id);

    /// <summary>Removes the shared folders of jobs that are not among <paramref name="inUse"/> and were last written to before.</summary>
    void Sweep(IReadOnlySet<int> inUse, DateTimeOffset before);

    /// <summary>Every attempt of which there are files.</summary>
    IReadOnlyList<AttemptId> Known();

    /// <summary>What can still be written where the files and the journal are.</summary>
    long FreeBytes { get; }
}

/// <summary>What is sealed, in the spelling of the upload route.</summary>
public static class ContentKind
{
    public const string Result = "result";
    public const string Log = "log";
}
