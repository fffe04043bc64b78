using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Plugin.Contracts;
using Plugin.Node.Attempts;
using Plugin.Node.Contract;

namespace Plugin.Node.Runtimes.Processes;

/// <summary>
/// Runs our own algorithms as child processes, where no container engine exists. Nothing isolates them from the machine, so it runs nothing else.
/// A process outlives the agent; the next agent finds it through the files in the attempt's control folder.
/// </summary>
public sealed partial class ProcessRuntime(RunFolders folders, string algorithms, TimeProvider time) : IRuntime
{
    private const int Piece = 16 * 1024;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan StartWithin = TimeSpan.FromSeconds(30);
    private static readonly string[] Inherited = ["PATH", "DOTNET_ROOT", "LANG", "LD_LIBRARY_PATH"];

    public Task<PreparedImage> Prepare(string image, string? digest, CancellationToken cancellationToken) => !OwnImage.IsMatch(image)
        ? throw new StartRefusedException(RunStatus.NoImage, $"This station has no container engine and runs only plugin/algorithms; it cannot run the image '{image}'.")
        : !File.Exists(algorithms)
            ? throw new StartRefusedException(RunStatus.NoImage, "The built-in algorithms are not installed at this station.")
            : Task.FromResult(new PreparedImage(algorithms, null));

    public Task<string?> Describe(CancellationToken cancellationToken) => Task.FromResult<string?>("process");

    public async Task Start(AttemptPlan plan, CancellationToken cancellationToken)
    {
        var control = Control(plan.Id);
        control.Withdraw();
        if (control.Trace != Trace.None)
        {
            return;
        }

        var ticket = await control.Issue(cancellationToken);
        using var wrapper = Launched(plan, control, ticket);
        var since = time.GetTimestamp();
        while (!control.Started)
        {
            if (wrapper.HasExited && !control.Started)
            {
                throw new StartRefusedException(RunStatus.StartFailed, $"The process could not be started (code {wrapper.ExitCode}).");
            }

            if (time.GetElapsedTime(since) > StartWithin)
            {
                throw new IOException($"The process of attempt {plan.Id} did not start within {StartWithin.TotalSeconds:0} seconds.");
            }

            await Task.Delay(Look / 10, time, cancellationToken);
        }

        Native.FlushFolder(control.Folder);
    }

    public Task<Trace> Find(AttemptId id, CancellationToken cancellationToken) => Task.FromResult(Control(id).Trace);

    public async Task<AttemptExit?> Wait(AttemptId id, CancellationToken cancellationToken)
    {
        var control = Control(id);
        while (control.ExitCode is null)
        {
            if (control.Trace != Trace.Present)
            {
                return null;
            }

            await Task.Delay(Look, time, cancellationToken);
        }

        return new AttemptExit(control.ExitCode.Value);
    }

    public async Task CopyLog(AttemptId id, Stream destination, long limit, CancellationToken cancellationToken)
    {
        if (File.Exists(Control(id).LogFile))
        {
            await using var log = File.OpenRead(Control(id).LogFile);
            log.Seek(-Math.Min(limit, log.Length), SeekOrigin.End);
            var printed = new PrintedText((int)Math.Min(limit, int.MaxValue / 2));
            var buffer = new byte[Piece];
            while (await log.ReadAsync(buffer, cancellationToken) is var read and > 0)
            {
                printed.Add(buffer.AsSpan(0, read));
            }

            await printed.WriteTo(destination, cancellationToken);
        }
    }

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> FollowLog(
        AttemptId id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var control = Control(id);
        await using var log = new FileStream(control.LogFile, FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var buffer = new byte[Piece];
        var ended = false;
        while (true)
        {
            var read = await log.ReadAsync(buffer, cancellationToken);
            if (read > 0)
            {
                yield return buffer.AsMemory(0, read);
            }
            else if (ended)
            {
                yield break;
            }
            else
            {
                // What it printed last is read once more after its end.
                ended = control.Process is not { IsAlive: true };
                await Task.Delay(ended ? TimeSpan.Zero : Look, time, cancellationToken);
            }
        }
    }

    public async Task Remove(AttemptId id, CancellationToken cancellationToken)
    {
        var control = Control(id);
        control.Withdraw();
        if (control.Process is { } process)
        {
            while (process.GroupIsAlive)
            {
                process.Kill();
                await Task.Delay(Look, time, cancellationToken);
            }
        }

        if (Directory.Exists(control.Folder))
        {
            Directory.Delete(control.Folder, recursive: true);
        }
    }

    public Task<IReadOnlyList<AttemptId>> Known(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<AttemptId>>([.. folders.Known().Where(id => Directory.Exists(Control(id).Folder))]);

    /// <summary>What processes left is in the other data folder, and with it gone.</summary>
    public Task<int> ClearStrays(CancellationToken cancellationToken) => Task.FromResult(0);

    private ControlFolder Control(AttemptId id) => new(folders.Control(id));

    private Process Launched(AttemptPlan plan, ControlFolder control, int ticket)
    {
        // A session of its own: signals to the agent's terminal do not reach it, and killing its group reaches all of it and nothing else.
        var start = new ProcessStartInfo("setsid") { UseShellExecute = false, WorkingDirectory = control.Folder };
        string[] command = plan.Image.Reference.EndsWith(".dll", StringComparison.Ordinal) ? ["dotnet", plan.Image.Reference] : [plan.Image.Reference];
        foreach (var argument in (string[])["sh", "-c", ControlFolder.Wrapper, "plugin-run", control.Folder, ticket.ToString(), .. command])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment.Clear();
        foreach (var name in Inherited)
        {
            if (Environment.GetEnvironmentVariable(name) is { } value)
            {
                start.Environment[name] = value;
            }
        }

        var temporary = folders.Temporary(plan.Grant.JobId);
        start.Environment["HOME"] = temporary;
        start.Environment["TMPDIR"] = temporary;
        var paths = new ContractPaths(
            Path.Combine(folders.Input(plan.Id), "input"), folders.OutputFile(plan.Id), Path.Combine(folders.Input(plan.Id), "token"), temporary);
        foreach (var (name, value) in ContractEnvironment.Of(plan, paths, d => d.Uri))
        {
            start.Environment[name] = value;
        }

        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new StartRefusedException(RunStatus.StartFailed, "The process could not be started: this machine has no 'setsid' command.", e);
        }
    }

    [GeneratedRegex("^plugin/algorithms(:[A-Za-z0-9_.-]+)?$")]
    private static partial Regex OwnImage { get; }
}
