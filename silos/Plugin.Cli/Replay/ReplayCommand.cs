using System.CommandLine;
using Plugin.Cli.Terminal;
using Plugin.Domain;
using Plugin.EventLog;
using Plugin.ReadModels.Replay;

namespace Plugin.Cli.Replay;

/// <summary><c>plugin replay</c>: what a thing was like at some moment, and how it came to be so.</summary>
internal static class ReplayCommand
{
    public static Command Make()
    {
        var store = new StoreOptions();
        var stream = new Argument<string>("STREAM") { Description = "What to look at: organisation-1, collaboration-1, study-2, role-8, user-4, node-7, task-9 or run-12." };
        var at = new Option<string?>("--at") { Description = "A position of the log or a time such as 2026-03-03T09:30:00Z; now, when left out." };
        var seeing = new Option<bool>("--who-could-see") { Description = "Of a run: who could see its result then, by which rule, and who had read of its task." };
        var json = new Option<bool>("--json") { Description = "Prints one JSON object." };
        var command = new Command("replay", "Shows what a thing was like at some moment, and what each event changed.")
        {
            stream, at, seeing, json, store.Data, store.Database,
        };
        return command.Does(async (arguments, cancellationToken) =>
        {
            var asOf = AsOf.Parse(arguments.GetValue(at)) ?? throw new CommandFailure($"--at '{arguments.GetValue(at)}' is not understood: {AsOf.Rule}");
            await using var opened = await store.Location(arguments).Look(TimeProvider.System, cancellationToken);
            if (arguments.GetValue(seeing))
            {
                await ReadersCommand.Show(opened.Log, arguments.GetRequiredValue(stream), asOf, arguments.GetValue(json), cancellationToken);
                return 0;
            }

            var replay = await Replayed(opened, arguments.GetRequiredValue(stream), asOf, cancellationToken);
            if (arguments.GetValue(json))
            {
                Console.WriteLine(ReplayJson.Of(replay));
            }
            else
            {
                ReplayTable.Write(Consoles.Output, replay);
            }

            return 0;
        });
    }

    private static async Task<StreamReplay> Replayed(IStore store, string stream, AsOf asOf, CancellationToken cancellationToken)
    {
        try
        {
            return await StreamReplay.Of(store.Log, store.Vault, stream, asOf, cancellationToken)
                ?? throw new CommandFailure($"There is no {stream} in this log.");
        }
        catch (UnknownEventException e)
        {
            throw new CommandFailure(e.Message, e);
        }
    }
}
