using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Plugin.Testing.Running;

/// <summary>A real process of the product. Ended by its id when the test is over, whatever happened.</summary>
public abstract class ChildProcess : IAsyncDisposable
{
    // SIGKILL reaches a process at once, also one that stands still.
    private static readonly TimeSpan DiesWithin = TimeSpan.FromSeconds(30);

    private readonly ConcurrentQueue<string> _output = new();
    private Process? _process;

    public int Id => _process!.Id;

    public bool HasExited => _process is null || _process.HasExited;

    /// <summary>What it has written so far, of all its lives.</summary>
    public string Output => string.Join('\n', _output);

    protected abstract ProcessStartInfo Describe();

    public void Start()
    {
        var start = Describe();
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.RedirectStandardInput = true;
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _process = process;
    }

    /// <summary>SIGKILL: the process gets no chance to put anything in order.</summary>
    public async Task Kill()
    {
        if (_process is { HasExited: false } process)
        {
            process.Kill(entireProcessTree: false);
            using var limit = new CancellationTokenSource(DiesWithin);
            try
            {
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException e) when (!process.HasExited)
            {
                throw new TimeoutException($"{GetType().Name} has not ended by SIGKILL.", e);
            }
            catch (OperationCanceledException)
            {
                // What it started holds its output open, which is no concern of who kills it.
            }
        }
    }

    /// <param name="name">Of a signal as <c>kill</c> knows it, such as TERM.</param>
    public async Task Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits until it has written this text.</summary>
    public Task Wrote(string text, TimeSpan within) => Eventually.Get(
        () => Task.FromResult(Output.Contains(text, StringComparison.Ordinal) ? text : null), within, () => $"'{text}' in\n{Output}");

    /// <summary>Starts it and waits until it answers with 200.</summary>
    protected Task StartUntil(Uri answers, TimeSpan within)
    {
        Start();
        return Eventually.Get(
            async () =>
            {
                using var http = new HttpClient { Timeout = within / 2 };
                try
                {
                    using var response = await http.GetAsync(answers);
                    return response.StatusCode == HttpStatusCode.OK ? "serving" : null;
                }
                catch (Exception e) when (e is HttpRequestException or SocketException or TaskCanceledException)
                {
                    return HasExited ? throw new InvalidOperationException($"{GetType().Name} ended at its start. Its output:\n{Output}", e) : null;
                }
            },
            within,
            () => $"an answer of {answers}. {GetType().Name}'s output:\n{Output}");
    }

    public async Task<int> Exit(TimeSpan within)
    {
        using var timeout = new CancellationTokenSource(within);
        try
        {
            await _process!.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"{GetType().Name} was still running after {within.TotalSeconds:0} s. Its output:\n{Output}");
        }

        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        await Kill();
        _process?.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            _output.Enqueue(line);
        }
    }
}
