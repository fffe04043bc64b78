using System.Diagnostics;
using Plugin.Testing.Running;

namespace Plugin.Node.Tests.Support;

/// <summary>A service of this machine that a test has for itself.</summary>
internal sealed class Daemon : IAsyncDisposable
{
    private readonly Process _process;
    private readonly List<string> _said = [];

    private Daemon(ProcessStartInfo start)
    {
        start.RedirectStandardError = true;
        start.RedirectStandardOutput = true;
        _process = new Process { StartInfo = start };
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.Start();
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    /// <param name="answers">Whether it does its work; asked again until it does.</param>
    public static async Task<Daemon> Start(ProcessStartInfo start, Func<Task<bool>> answers)
    {
        var daemon = new Daemon(start);
        using var limit = new CancellationTokenSource(Eventually.Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await answers())
        {
            if (daemon._process.HasExited || limit.IsCancellationRequested)
            {
                await daemon.DisposeAsync();
                throw new TimeoutException($"{start.FileName} does not answer:\n{daemon.Said}");
            }

            await timer.WaitForNextTickAsync();
        }

        return daemon;
    }

    private string Said
    {
        get
        {
            lock (_said)
            {
                return string.Join('\n', _said.TakeLast(20));
            }
        }
    }

    /// <summary>Asked to end, so that it ends its own children.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
            try
            {
                await _process.WaitForExitAsync().Soon($"the end of {_process.StartInfo.FileName} after SIGTERM");
            }
            catch (TimeoutException)
            {
                _process.Kill(entireProcessTree: true);
                throw;
            }
        }

        _process.Dispose();
    }

    private void Keep(string? line)
    {
        lock (_said)
        {
            if (line is not null)
            {
                _said.Add(line);
            }
        }
    }
}
