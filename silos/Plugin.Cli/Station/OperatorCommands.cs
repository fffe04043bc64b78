using System.CommandLine;
using Plugin.Cli.Terminal;
using Plugin.Node.Journal;
using Plugin.Node.Operator;
using Plugin.Node.Policies;

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
            return Task.FromResult(AtDesk(folder, desk =>
            {
                if (arguments.GetValue(json))
                {
                    WaitingTable.WriteJson(desk.Waiting(), folder);
                }
                else
                {
                    WaitingTable.Write(Consoles.Output, desk.Waiting(), folder);
                }

                return 0;
            }));
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

            return Task.FromResult(AtDesk(station.DataFolder, desk =>
            {
                var key = desk.Invite(Guest(arguments.GetValue(by)), TimeProvider.System.GetUtcNow() + OperatorPage.LinkLasts);
                Console.WriteLine(OperatorPage.Link(port, key));
                Console.WriteLine($"Open it on this machine within {OperatorPage.LinkLasts.TotalMinutes:0} minutes, while the agent runs. It works once.");
                return 0;
            }));
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

            return Task.FromResult(AtDesk(Folder(arguments, config, data), desk =>
            {
                var waiting = desk.Waiting().FirstOrDefault(w => w.Id.Run == number)
                    ?? throw new CommandFailure($"Run {number} does not wait for you. plugin station approvals shows what does.");
                var stands = desk.Decide(
                    waiting, new OperatorDecision(yes, Guest(arguments.GetValue(by)), string.IsNullOrEmpty(why) ? null : why, TimeProvider.System.GetUtcNow()));
                Console.WriteLine($"{(waiting.Matter.Kind == MatterKind.Release ? "The release of the result of run" : "Run")} {number} was {ShownText.Of(stands.Sentence)}.");
                return stands.Yes == yes ? 0 : 1;
            }));
        });
    }

    private static Option<string?> Config() => new("--config") { Description = "The station's configuration file." };

    private static Option<string?> Data() => new("--data") { Description = "Or the station's data folder." };

    private static Option<string?> By() => new("--as") { Description = "Who decides; your name on this machine, when left out." };

    // A name is easily given; whose account it was given from is not.
    private static string Guest(string? by) => string.IsNullOrWhiteSpace(by) ? Environment.UserName : $"{by.Trim()} (account {Environment.UserName})";

    private static string Folder(ParseResult arguments, Option<string?> config, Option<string?> data) => (arguments.GetValue(data), arguments.GetValue(config)) switch
    {
        ({ } folder, null) => folder,
        (null, { } file) => StationCommand.Load(file).DataFolder,
        _ => throw new CommandFailure("Give either --config FILE or --data DIR."),
    };

    private static int AtDesk(string folder, Func<OperatorDesk, int> work)
    {
        try
        {
            using var desk = new OperatorDesk(folder);
            return work(desk);
        }
        catch (Exception e) when (e is FileNotFoundException or JournalUnavailableException)
        {
            throw new CommandFailure(e.Message, e);
        }
    }
}
