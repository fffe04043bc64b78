using System.Globalization;
using Plugin.Node.Contract;

namespace Plugin.Node.Runtimes.Processes;

/// <summary>
/// How an agent and the wrapper it starts agree on what happened, though either may be killed at any moment. A launch needs a ticket, a file; the
/// wrapper takes it by renaming it to <c>started</c>, a later agent withdraws it by deleting it. Only one of the two can succeed, so an attempt
/// is started at most once. The exit code appears by rename as well.
/// </summary>
internal sealed class ControlFolder(string path)
{
    /// <summary>Arguments: the folder, the number of the ticket, then the command.</summary>
    public const string Wrapper = """
        exec </dev/null >/dev/null 2>&1
        cd "$1" || exit 70
        ticket=$2
        shift 2
        start_time() { read -r line < "/proc/$$/stat"; set -- $line; echo "${22}"; }
        echo "$$ $(start_time)" > "process.$ticket" || exit 70
        mv "ticket.$ticket" started || exit 75
        cd "$TMPDIR" || exit 70
        "$@" > "$OLDPWD/log" 2>&1
        code=$?
        cd "$OLDPWD" || exit 70
        until echo "$code" > exit.unfinished && mv exit.unfinished exit; do sleep 1; done
        """;

    private string StartedFile => Path.Combine(path, "started");

    private string ExitFile => Path.Combine(path, "exit");

    public string LogFile => Path.Combine(path, "log");

    public string Folder => path;

    public bool Started => File.Exists(StartedFile);

    public int? ExitCode => File.Exists(ExitFile) ? int.Parse(File.ReadAllText(ExitFile), CultureInfo.InvariantCulture) : null;

    /// <summary>The wrapper that took the ticket; null before one did.</summary>
    public ProcessIdentity? Process
    {
        get
        {
            if (!Started)
            {
                return null;
            }

            var ticket = File.ReadAllText(StartedFile).Split(' ');
            var process = File.ReadAllText(Path.Combine(path, $"process.{ticket[0]}")).Split(' ');
            return new ProcessIdentity(
                int.Parse(process[0], CultureInfo.InvariantCulture), long.Parse(process[1], CultureInfo.InvariantCulture), ticket[1]);
        }
    }

    /// <summary>
    /// A ticket of an earlier boot: it may have been taken and the rename lost with the power, so nobody can say whether the attempt was started.
    /// </summary>
    public bool IsInDoubt => Tickets.Any(t => !File.ReadAllText(t).EndsWith(ProcessIdentity.ThisBoot, StringComparison.Ordinal));

    public Trace Trace
    {
        get
        {
            if (!Started)
            {
                return IsInDoubt ? Trace.Vanished : Trace.None;
            }

            // In this order: a process that ends between the two looks has left its exit code before.
            var alive = Process is { IsAlive: true };
            return alive || ExitCode is not null ? Trace.Present : Trace.Vanished;
        }
    }

    /// <summary>After this no wrapper can start any more that has not yet.</summary>
    public void Withdraw()
    {
        foreach (var ticket in Tickets)
        {
            File.Delete(ticket);
        }
    }

    public async Task<int> Issue(CancellationToken cancellationToken)
    {
        var number = Directory.EnumerateFiles(path, "process.*").Count() + 1;
        await Durable.Write(
            Path.Combine(path, $"ticket.{number}"), UnixFileMode.UserRead | UnixFileMode.UserWrite,
            (stream, ct) => stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"{number} {ProcessIdentity.ThisBoot}"), ct).AsTask(), cancellationToken);
        return number;
    }

    private IEnumerable<string> Tickets => Directory.Exists(path)
        ? Directory.EnumerateFiles(path, "ticket.*").Where(f => !f.EndsWith(".unfinished", StringComparison.Ordinal)).ToList()
        : [];
}
