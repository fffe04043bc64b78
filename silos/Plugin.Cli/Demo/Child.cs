using System.Diagnostics;

namespace Plugin.Cli.Demo;

/// <summary>A started hub or station. It has a session of its own, so that it can stay behind, and its output goes to a file.</summary>
internal sealed class Child : IDisposable
{
    private readonly Process process;

    private Child(string name, IReadOnlyList<string> command, string log, Process process)
    {
        Name = name;
        Command = command;
        Log = log;
        this.process = process;
    }

    public string Name { get; }

    public IReadOnlyList<string> Command { get; }

    public string Log { get; }

    public int Id => process.Id;

    public static Child Start(string name, string log, IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment)
    {
        // Each program replaces the one before it, so the id is that of the command itself.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec setsid \"$@\" >>\"$0\" 2>&1 </dev/null", log, .. command]);
        foreach (var (key, value) in environment)
        {
            start.Environment[key] = value;
        }

        return new Child(name, command, log, Process.Start(start)!);
    }

    /// <exception cref="CommandFailure">It has ended; the message shows what it said last.</exception>
    public void RequireAlive()
    {
        if (process.HasExited)
        {
            throw new CommandFailure($"The {Name} ended with code {process.ExitCode}. {LastLines()}");
        }
    }

    /// <summary>Asks it to stop, and makes it stop when it does not.</summary>
    public async Task Stop(TimeSpan patience)
    {
        if (process.HasExited)
        {
            return;
        }

        // The shell's own kill: the program of that name is not installed everywhere.
        using (var kill = Process.Start("/bin/sh", ["-c", $"kill -TERM {Id}"]))
        {
            await kill.WaitForExitAsync(CancellationToken.None);
        }

        try
        {
            await process.WaitForExitAsync(CancellationToken.None).WaitAsync(patience);
        }
        catch (TimeoutException)
        {
            process.Kill();
        }
    }

    public void Dispose() => process.Dispose();

    /// <summary>The end of what it printed; quoted, since the folder with the whole may be gone by the time it is read.</summary>
    public string LastLines() => File.Exists(Log)
        ? $"The {Name} said last:{Environment.NewLine}{string.Join(Environment.NewLine, File.ReadLines(Log).TakeLast(15).Select(line => $"  {line}"))}"
        : $"The {Name} said nothing.";
}
