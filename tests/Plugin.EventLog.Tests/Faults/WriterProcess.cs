using System.Diagnostics;
using System.Runtime.InteropServices;
using Plugin.EventLog.Tests.Faults.Writing;
using Plugin.Testing.Running;

namespace Plugin.EventLog.Tests.Faults;

/// <summary>A <see cref="WriterProgram"/> in a process of its own, that can be killed, frozen and thawed.</summary>
internal sealed partial class WriterProcess : IAsyncDisposable
{
    private const int SigCont = 18;
    private const int SigStop = 19;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Journal _journal;
    private readonly List<string> _errors = [];
    private volatile bool _ready;
    private volatile bool _done;
    private int _acknowledged;
    private TimeSpan _longestWait;

    private WriterProcess(Process process, Journal journal) => (_process, _journal) = (process, journal);

    public int Id => _process.Id;

    /// <summary>How many of its appends were acknowledged.</summary>
    public int Acknowledged => Volatile.Read(ref _acknowledged);

    public bool IsDone => _done;

    /// <summary>How long one of its appends waited for an answer at most. What this process does meanwhile has no part in it.</summary>
    public TimeSpan LongestWait
    {
        get
        {
            lock (_errors)
            {
                return _longestWait;
            }
        }
    }

    public static async Task<WriterProcess> Start(string location, int seed, int silo, int authors, int appends, Journal journal)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // Compiling well takes longer than such a process lives.
            Environment = { ["DOTNET_TieredPGO"] = "0", ["DOTNET_TC_QuickJitForLoops"] = "1" },
        };
        foreach (var argument in new[] { typeof(WriterProcess).Assembly.Location, "writer", location, $"{seed}", $"{silo}", $"{authors}", $"{appends}" })
        {
            start.ArgumentList.Add(argument);
        }

        var writer = new WriterProcess(new Process { StartInfo = start }, journal);
        writer._process.OutputDataReceived += (_, line) => writer.Accept(line.Data);
        writer._process.ErrorDataReceived += (_, line) => writer.Complain(line.Data);
        writer._process.Start();
        writer._process.BeginOutputReadLine();
        writer._process.BeginErrorReadLine();
        try
        {
            await writer.Until(() => writer._ready, "an open log");
            return writer;
        }
        catch
        {
            await writer.DisposeAsync();
            throw;
        }
    }

    /// <summary>Until so many of its appends were acknowledged, or it has done all it was told to.</summary>
    public Task Acknowledges(int count) => Until(() => _done || Acknowledged >= count, $"{count} acknowledgements of silo {Id}");

    public Task Finished() => Until(() => _done, "the end of the authors");

    public async Task Kill()
    {
        _process.Kill();
        // Also waits for what it said before.
        await _process.WaitForExitAsync().Soon($"the end of writer {Id} after SIGKILL");
    }

    public void Freeze() => Signal(SigStop);

    public void Thaw() => Signal(SigCont);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await Kill();
        }

        _process.Dispose();
    }

    private Task<string> Until(Func<bool> fact, string missing) => Eventually.Get(
        async () =>
        {
            if (fact())
            {
                return "so it is";
            }

            if (!_process.HasExited)
            {
                return null;
            }

            // Also waits for what it said before.
            await _process.WaitForExitAsync();
            if (!fact())
            {
                throw new InvalidOperationException($"The writer ended with {_process.ExitCode}: {string.Join('\n', _errors)}");
            }

            return "so it is";
        },
        Patience,
        () => $"{missing}; {Acknowledged} acknowledged. {string.Join('\n', _errors)}");

    private void Accept(string? line)
    {
        switch (line)
        {
            case null:
                return;
            case WriterProgram.Ready:
                _ready = true;
                return;
            case WriterProgram.Done:
                _done = true;
                return;
        }

        _journal.Accept(line);
        if (Journal.Waited(line) is { } waited)
        {
            lock (_errors)
            {
                _longestWait = waited > _longestWait ? waited : _longestWait;
            }
        }

        if (line.StartsWith('!'))
        {
            Interlocked.Increment(ref _acknowledged);
        }
    }

    private void Complain(string? line)
    {
        if (line is not null)
        {
            lock (_errors)
            {
                _errors.Add(line);
            }
        }
    }

    private void Signal(int signal)
    {
        if (Send(_process.Id, signal) != 0)
        {
            throw new InvalidOperationException($"Process {_process.Id} took no signal {signal}: error {Marshal.GetLastPInvokeError()}.");
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Send(int process, int signal);
}
