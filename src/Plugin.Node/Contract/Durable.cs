using System.Text;

namespace Plugin.Node.Contract;

/// <summary>Files that are there whole or not at all, also after a power cut.</summary>
internal static class Durable
{
    public static async Task Write(string file, UnixFileMode mode, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        var unfinished = file + ".unfinished";
        await using (var stream = new FileStream(unfinished, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            Mode(unfinished, mode);
            await write(stream, cancellationToken);
            await OnAnotherThread(() => stream.Flush(flushToDisk: true));
        }

        File.Move(unfinished, file, overwrite: true);
        // The rename is only on disk once the folder is.
        await OnAnotherThread(() => Native.FlushFolder(Path.GetDirectoryName(file)!));
    }

    /// <summary>A disk takes its time, above all for a large result, and the agent's only thread has other runs and the heartbeat.</summary>
    private static Task OnAnotherThread(Action flush) =>
        Task.Factory.StartNew(flush, CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);

    /// <summary>A short text for the owner's eyes only.</summary>
    public static void Write(string file, string text)
    {
        var unfinished = file + ".unfinished";
        using (var stream = new FileStream(unfinished, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            Mode(unfinished, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            stream.Write(Encoding.UTF8.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }

        File.Move(unfinished, file, overwrite: true);
        Native.FlushFolder(Path.GetDirectoryName(file)!);
    }

    /// <summary>Sets it whatever the process's umask is, which cuts a mode given at creation.</summary>
    public static void Mode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }
}
