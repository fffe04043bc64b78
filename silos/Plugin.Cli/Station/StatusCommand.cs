using System.CommandLine;
using System.Globalization;
using Plugin.Cli.Terminal;
using Plugin.Node.Status;
using Spectre.Console;

namespace Plugin.Cli.Station;

/// <summary><c>plugin station status</c>: what the agent is doing, as it left it in its data folder; and whether there is one.</summary>
internal static class StatusCommand
{
    public static Command Make()
    {
        var config = StationCommand.Config();
        var json = new Option<bool>("--json") { Description = "One JSON object." };
        return new Command("status", "How a station is doing: runs, queue, hub, data sources, resources. Ends with 1 when no agent runs, or it is silent, or it has alarms.") { config, json }
            .Does((arguments, _) =>
            {
                StationReport report;
                try
                {
                    report = StationReport.Of(StationCommand.Load(arguments.GetRequiredValue(config)), TimeProvider.System);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    throw new CommandFailure(e.Message, e);
                }

                if (arguments.GetValue(json))
                {
                    Console.WriteLine(StationJson.Of(report));
                }
                else
                {
                    Tell(report);
                }

                return Task.FromResult(report is { State: StationReport.Running, Last.Status.Witness.Alarms.Count: 0 } ? 0 : 1);
            });
    }

    private static void Tell(StationReport report)
    {
        Line("Agent", report.State switch
        {
            StationReport.Running => $"runs (process {report.Last!.Agent.Process}, version {report.Last.Version}) for {Span(report.Now - report.Last.Started)}",
            StationReport.Silent => $"its process {report.Last!.Agent.Process} is there, but it has not said anything for {Span(report.Now - report.Last.At)}; what follows is from then",
            StationReport.Stopped => $"does not run. It ended {Ago(report, report.Last!.At)}: {report.Last.Ended}",
            StationReport.Died => $"does not run. It died within seconds of {report.Last!.At.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC ({Ago(report, report.Last.At)}) without saying why; its log may. Started again it goes on with what it had",
            _ => "has never been started with this data folder",
        });
        if (report.Last is not { } last)
        {
            Sources(report);
            return;
        }

        var status = last.Status;
        Line("Node", status.Node is { } node ? $"{node.Id} '{node.Name}', organization {node.Organization}, collaboration {node.Collaboration}{(node.Encrypted ? " (encrypted)" : "")}" : "not told by the hub yet");
        Line("Hub", status.Hub switch
        {
            { Last: null, Trouble: null } => "not asked yet",
            { Trouble: { } trouble } hub => $"does not answer{(hub.Last is { } at ? $"; last contact {Ago(report, at)}" : "")}: {trouble}",
            { Last: { } at } => $"last contact {Ago(report, at)}",
        });
        if (report.State is StationReport.Running or StationReport.Silent)
        {
            Work(status, last.Resources);
        }

        Line("Witness", status.Witness.Alarms.Count == 0 ? $"the hub's log is good up to event {status.Witness.Kept} of generation {status.Witness.Generation}" : "ALARM");
        foreach (var alarm in status.Witness.Alarms)
        {
            Console.WriteLine($"          {alarm}");
        }

        Sources(report);
        if (report.State is StationReport.Running or StationReport.Silent)
        {
            Runs(report, status);
        }
        else
        {
            Left(report);
        }
    }

    private static void Work(AgentStatus status, ResourceUse use)
    {
        Line("Places", $"{status.TopLevel.Taken} of {status.TopLevel.All} for top-level runs taken, {status.Child.Taken} of {status.Child.All} for subtasks; {status.Queue.Count} waiting");
        Line("Machine", string.Create(
            CultureInfo.InvariantCulture,
            $"load {use.Load:0.0} on {use.Processors} processors, {Size(use.MemoryFree)} of {Size(use.MemoryAll)} memory and {Size(use.DiskFree)} of {Size(use.DiskAll)} disk free; the agent uses {Size(use.AgentMemory)} and {use.AgentCpu:0.00} processors"));
    }

    private static void Sources(StationReport report) => Line("Data", report.Sources.Count == 0
        ? "none"
        : string.Join(", ", report.Sources.Select(s => $"{s.Label} ({s.Type}{(s.IsThere ? "" : ", MISSING")})")));

    private static void Runs(StationReport report, AgentStatus status)
    {
        if (status.Runs.Count + status.Queue.Count == 0)
        {
            Line("Runs", "none");
            return;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumns("Run", "Task", "Stage", "For", "User", "Image", "Data");
        foreach (var run in status.Runs)
        {
            Add(table, run.Attempt == 1 ? $"{run.Run}" : $"{run.Run} (attempt {run.Attempt})", $"{run.Task}", run.Stage,
                Span(report.Now - run.Since), $"{run.User}", run.Image, string.Join(", ", run.Sources));
        }

        foreach (var run in status.Queue)
        {
            Add(table, $"{run.Run}", $"{run.Task}", "waiting", Span(report.Now - run.Since), "", run.Image, "");
        }

        Consoles.Output.Write(table);
    }

    private static void Left(StationReport report)
    {
        if (report.Journal.Count == 0)
        {
            Line("Runs", "none left to take up");
            return;
        }

        Line("Runs", $"{report.Journal.Count} that the next start takes up:");
        var table = new Table().Border(TableBorder.Simple).AddColumns("Run", "Task", "Stage", "Image");
        foreach (var run in report.Journal)
        {
            Add(table, run.Attempt == 1 ? $"{run.Run}" : $"{run.Run} (attempt {run.Attempt})", $"{run.Task}", run.Stage == "ended" ? "to deliver" : run.Stage, run.Image);
        }

        Consoles.Output.Write(table);
    }

    private static void Add(Table table, params string[] cells) => table.AddRow([.. cells.Select(c => new Text(c))]);

    private static void Line(string name, string words) => Console.WriteLine($"{name,-9} {words}");

    private static string Ago(StationReport report, DateTimeOffset at) => $"{Span(report.Now - at)} ago";

    private static string Span(TimeSpan span) => span switch
    {
        { TotalDays: >= 2 } => $"{span.TotalDays:0} days",
        { TotalHours: >= 2 } => $"{span.TotalHours:0} hours",
        { TotalMinutes: >= 2 } => $"{span.TotalMinutes:0} minutes",
        _ => $"{Math.Max(0, span.TotalSeconds):0} s",
    };

    private static string Size(long bytes) => bytes >= 1L << 30
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 30):0.0} GB")
        : $"{bytes >> 20} MB";
}
