using System.CommandLine;
using Plugin.Cli.Terminal;
using Plugin.Node.Operator;
using Plugin.Node.Policies;
using Spectre.Console;

namespace Plugin.Cli.Station;

/// <summary>
/// <c>plugin station approvals | approve | refuse | page</c>: what waits for the station's operator, and the operator's word. They work on the station's
/// data folder, also while no agent runs.
/// </summary>
internal static class OperatorCommands
{
    public static Command List()
    {
        var (config, data, json) = (Config(), Data(), new Option<bool>("--json") { Description = "One JSON array." });
        return new Command("approvals", "What waits for you: runs before their start, and results before they leave.") { config, data, json }.Does((arguments, _) =>
        {
            var folder = Folder(arguments, config, data);
            using var desk = Desk(folder);
            var waiting = desk.Waiting();
            if (arguments.GetValue(json))
            {
                Console.WriteLine(StationJson.Of(waiting.Select(w => new
                {
                    Run = w.Id.Run,
                    w.Id.Attempt,
                    w.Matter.Kind,
                    w.Matter.Rule,
                    w.Matter.Since,
                    w.Matter.Until,
                    Facts = w.Facts.ToDictionary(f => f.Name.ToLowerInvariant(), f => f.Value),
                    w.Matter.Input,
                    Result = w.Matter.Kind == MatterKind.Release ? w.OutputFile(folder) : null,
                })));
                return Task.FromResult(0);
            }

            Show(waiting, folder);
            return Task.FromResult(0);
        });
    }

    public static Command Approve() => Decide("approve", yes: true, "Lets a run start, or its result leave.");

    public static Command Refuse() => Decide("refuse", yes: false, "Ends a run that waits to start, or whose result waits to leave, as not allowed.");

    public static Command Page()
    {
        var (config, by) = (StationCommand.Config(), By());
        return new Command("page", "Prints a link that opens the running agent's page with what waits for you. It works once.") { config, by }.Does((arguments, _) =>
        {
            var station = StationCommand.Load(arguments.GetRequiredValue(config));
            if (station.OperatorPort is not { } port)
            {
                throw new CommandFailure("This station has no page: give it operator_port in its configuration, and start its agent again.");
            }

            using var desk = Desk(station.DataFolder);
            var key = desk.Invite(Guest(arguments.GetValue(by)), TimeProvider.System.GetUtcNow() + OperatorPage.LinkLasts);
            Console.WriteLine(OperatorPage.Link(port, key));
            Console.WriteLine($"Open it on this machine within {OperatorPage.LinkLasts.TotalMinutes:0} minutes, while the agent runs. It works once.");
            return Task.FromResult(0);
        });
    }

    private static Command Decide(string name, bool yes, string description)
    {
        var run = new Argument<int>("RUN") { Description = "The run's number, as plugin station approvals shows it." };
        var reason = new Option<string?>("--reason") { Description = "Why. It becomes part of the history, and whoever asked can read it.", Required = !yes };
        var (config, data, by) = (Config(), Data(), By());
        return new Command(name, description) { run, reason, by, config, data }.Does((arguments, _) =>
        {
            var (number, why) = (arguments.GetValue(run), arguments.GetValue(reason)?.Trim());
            if (!yes && string.IsNullOrEmpty(why))
            {
                throw new CommandFailure("--reason: a no needs a reason, because whoever asked will want to know.");
            }

            using var desk = Desk(Folder(arguments, config, data));
            var waiting = desk.Waiting().FirstOrDefault(w => w.Id.Run == number)
                ?? throw new CommandFailure($"Run {number} does not wait for you. plugin station approvals shows what does.");
            var stands = desk.Decide(
                waiting, new OperatorDecision(yes, Guest(arguments.GetValue(by)), string.IsNullOrEmpty(why) ? null : why, TimeProvider.System.GetUtcNow()));
            Console.WriteLine($"{(waiting.Matter.Kind == MatterKind.Release ? "The release of the result of run" : "Run")} {number} was {ShownText.Of(stands.Sentence)}.");
            return Task.FromResult(stands.Yes == yes ? 0 : 1);
        });
    }

    private static void Show(IReadOnlyList<WaitingRun> waiting, string folder)
    {
        if (waiting.Count == 0)
        {
            Console.WriteLine("Nothing waits for you.");
            return;
        }

        foreach (var run in waiting)
        {
            var release = run.Matter.Kind == MatterKind.Release;
            Console.WriteLine(release ? $"May the result of run {run.Id.Run} leave?" : $"May run {run.Id.Run} start?");
            var table = new Table().Border(TableBorder.None).HideHeaders().AddColumns("", "");
            IEnumerable<(string, string)> facts =
            [
                .. run.Facts, .. run.Matter.Input is { } input ? [("Input", input)] : Array.Empty<(string, string)>(),
                .. release ? [("Result", run.OutputFile(folder))] : Array.Empty<(string, string)>(),
                ("Waits", $"since {run.Matter.Since:yyyy-MM-dd HH:mm} UTC; without a word until {run.Matter.Until:yyyy-MM-dd HH:mm} UTC it is no"),
            ];
            foreach (var (name, value) in facts)
            {
                table.AddRow(new Text($"  {name}"), new Text(ShownText.Of(value)));
            }

            Consoles.Output.Write(table);
        }

        Console.WriteLine("plugin station approve RUN [--reason WHY], or plugin station refuse RUN --reason WHY");
    }

    private static Option<string?> Config() => new("--config") { Description = "The station's configuration file." };

    private static Option<string?> Data() => new("--data") { Description = "Or the station's data folder." };

    private static Option<string?> By() => new("--as") { Description = "Who decides; your name on this machine, when left out." };

    private static string Guest(string? by) => string.IsNullOrWhiteSpace(by) ? Environment.UserName : by.Trim();

    private static string Folder(ParseResult arguments, Option<string?> config, Option<string?> data) => (arguments.GetValue(data), arguments.GetValue(config)) switch
    {
        ({ } folder, null) => folder,
        (null, { } file) => StationCommand.Load(file).DataFolder,
        _ => throw new CommandFailure("Give either --config FILE or --data DIR."),
    };

    private static OperatorDesk Desk(string folder)
    {
        try
        {
            return new OperatorDesk(folder);
        }
        catch (FileNotFoundException e)
        {
            throw new CommandFailure(e.Message, e);
        }
    }
}
