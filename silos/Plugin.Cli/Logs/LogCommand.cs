using System.CommandLine;
using Plugin.Cli.Terminal;
using Plugin.EventLog;
using Plugin.EventLog.Verifying;
using Spectre.Console;

namespace Plugin.Cli.Logs;

/// <summary><c>plugin log verify</c> and <c>plugin log show</c>: look at a log beside its hub, or without one.</summary>
internal static class LogCommand
{
    public static Command Make() => new("log", "Looks at the log of everything that happened.") { Verify(), Show(), NewGenerationCommand.Make() };

    private static Command Verify()
    {
        var store = new StoreOptions();
        var command = new Command("verify", "Checks that no event was changed, removed or added. Ends with 1 and names the first bad position, or checkpoint, if one was.")
        {
            store.Data, store.Database,
        };
        return command.Does(async (arguments, cancellationToken) =>
        {
            await using var opened = await store.Location(arguments).Look(TimeProvider.System, cancellationToken);
            var report = await Watched(opened, cancellationToken);
            if (report.FirstBad is { } bad)
            {
                Console.WriteLine($"Not verified: the event at position {bad.Position} is bad: {bad.Why}.");
                Console.WriteLine($"The {report.Events} events before it are as they were written.");
                return 1;
            }

            if (report.FirstBadCheckpoint is { } checkpoint)
            {
                Console.WriteLine($"Not verified: the checkpoint of {checkpoint.Size} events is bad: {checkpoint.Why}.");
                Console.WriteLine($"The {report.Checkpoints} checkpoints before it are good.");
                return 1;
            }

            if (report.FirstBadCosignature is { } cosignature)
            {
                Console.WriteLine($"Not verified: the signature of {cosignature.Signer} under the checkpoint of {cosignature.Size} events is bad: {cosignature.Why}.");
                Console.WriteLine($"The {report.Events} events and {report.Checkpoints} checkpoints are as they were written.");
                return 1;
            }

            if (report.FirstBadTile is { } tile)
            {
                Console.WriteLine($"Not verified: the stored tile {tile.Index} of level {tile.Level}, up to the event at position {tile.Last}, is bad: {tile.Why}.");
                Console.WriteLine($"The {report.Events} events up to there are as they were written. Tiles follow from them: delete all that are stored, and the hub makes them anew.");
                return 1;
            }

            Console.WriteLine($"Verified: {report.Events} events in {report.Streams} streams of {opened.Log.Origin}, none changed.");
            foreach (var (generation, opening) in report.Generations)
            {
                var by = TrailEvent.Of(opening).Actor;
                Console.WriteLine($"Generation {generation} begins at position {opening.Position}: opened {opening.At.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC by {by}.");
            }
            Console.WriteLine($"Tree: {report.Tiles} stored tiles, all in agreement with the events.");
            Console.WriteLine($"Checkpoints: {report.Checkpoints}, all signed by this log's key and in agreement with its events.");
            Console.WriteLine($"Cosignatures: {report.Cosignatures}, all by keys that the log says are the nodes'.");
            Console.WriteLine($"Root: {Convert.ToBase64String(report.Root.Span)}");
            Console.WriteLine($"Took: {report.Took.TotalSeconds:0.0} s, {report.EventsPerSecond:0} events a second.");
            return 0;
        });
    }

    private static Command Show()
    {
        var store = new StoreOptions();
        var task = new Option<int>("--task") { Description = "The id of the task.", Required = true };
        var command = new Command("show", "Shows all that happened to a task, its runs and its subtasks.") { task, store.Data, store.Database };
        return command.Does(async (arguments, cancellationToken) =>
        {
            var id = arguments.GetValue(task);
            await using var opened = await store.Location(arguments).Look(TimeProvider.System, cancellationToken);
            var trail = await TaskTrail.Of(opened.Log, opened.Vault, id, cancellationToken);
            if (trail.Count == 0)
            {
                throw new CommandFailure($"There is no task {id} in this log.");
            }

            TrailTable.Write(Consoles.Output, trail);
            return 0;
        });
    }

    private static async Task<VerificationReport> Watched(IStore store, CancellationToken cancellationToken)
    {
        if (!Consoles.Errors.Profile.Capabilities.Interactive)
        {
            return await LogVerification.Run(store, progress: null, cancellationToken);
        }

        return await Consoles.Errors.Progress().AutoClear(true).StartAsync(async context =>
        {
            var bar = context.AddTask("Verifying");
            var progress = new Progress<VerificationProgress>(at => bar.MaxValue(at.Head).Value = at.Position);
            return await LogVerification.Run(store, progress, cancellationToken);
        });
    }
}
