using System.CommandLine;
using Plugin.Cli.Terminal;
using Plugin.EventLog;
using Plugin.EventLog.Exporting;
using Plugin.EventLog.Verifying;
using Plugin.Proofs;
using Spectre.Console;

namespace Plugin.Cli.Logs;

/// <summary><c>plugin log verify</c>: of a hub's log, or of a file that was exported from one.</summary>
internal static class VerifyCommand
{
    public static Command Make()
    {
        var store = new StoreOptions();
        var export = new Option<string?>("--export") { Description = "A file that `plugin log export` made, instead of a log. Needs no database." };
        var key = new Option<string?>("--key") { Description = "The hub's key (GET /api/audit/key) as you know it, or a file with it. Only with --export." };
        var command = new Command("verify", "Checks that no event was changed, removed or added. Ends with 1 and names the first bad position, or checkpoint, if one was.")
        {
            export, key, store.Data, store.Database,
        };
        return command.Does(async (arguments, cancellationToken) =>
        {
            if (arguments.GetValue(export) is { } file)
            {
                return await OfExport(file, Trusted(arguments.GetValue(key)), cancellationToken);
            }

            if (arguments.GetValue(key) is not null)
            {
                throw new CommandFailure("--key is for an exported file (--export). A hub's own log is checked with the key recorded in it.");
            }

            await using var opened = await store.Location(arguments).Look(TimeProvider.System, cancellationToken);
            var report = await Watched(progress => LogVerification.Run(opened, progress, cancellationToken));
            return Told(report, opened.Log.Origin);
        });
    }

    private static int Told(VerificationReport report, LogOrigin origin)
    {
        var wrong = report switch
        {
            { FirstBad: { } bad } => (
                $"the event at position {bad.Position} is bad: {bad.Why}.", $"The {report.Events} events before it are as they were written."),
            { FirstBadCheckpoint: { } bad } => (
                $"the checkpoint of {bad.Size} events is bad: {bad.Why}.", $"The {report.Checkpoints} checkpoints before it are good."),
            { FirstBadCosignature: { } bad } => (
                $"the signature of {bad.Signer} under the checkpoint of {bad.Size} events is bad: {bad.Why}.",
                $"The {report.Events} events and {report.Checkpoints} checkpoints are as they were written."),
            { FirstBadTile: { } bad } => (
                $"the stored tile {bad.Index} of level {bad.Level}, up to the event at position {bad.Last}, is bad: {bad.Why}.",
                $"The {report.Events} events up to there are as they were written. Tiles follow from them: delete all that are stored, and the hub makes them anew."),
            _ => default,
        };
        if (wrong is ({ } what, { } rest))
        {
            Console.WriteLine($"Not verified: {what}");
            Console.WriteLine(rest);
            return 1;
        }

        Console.WriteLine($"Verified: {report.Events} events in {report.Streams} streams of {origin}, none changed.");
        foreach (var (generation, opening) in report.Generations)
        {
            var by = TrailEvent.Of(opening).Actor;
            Console.WriteLine($"Generation {generation} begins at position {opening.Position}: opened {opening.At.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC by {by}.");
        }

        Console.WriteLine($"Checkpoints: {report.Checkpoints}, all signed by this log's key and in agreement with its events.");
        Console.WriteLine($"Cosignatures: {report.Cosignatures}, all by keys that the log says are the nodes'.");
        Console.WriteLine($"Tree: {report.Tiles} stored tiles, all in agreement with the events.");
        Console.WriteLine($"Root: {Convert.ToBase64String(report.Root.Span)}");
        Console.WriteLine($"Took: {report.Took.TotalSeconds:0.0} s, {report.EventsPerSecond:0} events a second.");
        return 0;
    }

    private static async Task<int> OfExport(string name, NoteKey? trusted, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = File.OpenRead(name);
            var report = await Watched(progress => new ExportCheck(file, trusted).Run(progress, cancellationToken));
            var manifest = report.Manifest;
            Console.WriteLine($"Verified: {manifest.Events} events ({manifest}) are in the log {manifest.Origin} as they are in this file.");
            Console.WriteLine($"Checkpoint: of {manifest.Size} events, signed by the hub and {report.Cosignatures} nodes ({report.Registered} with keys that are on record in this file).");
            Console.WriteLine($"Root: {Convert.ToBase64String(report.Root.Span)}");
            Console.WriteLine(trusted is null
                ? $"The hub's key is the one in the file. Compare it with the one you know, or give that with --key: {report.Key}"
                : "The hub's key is the one that you trust.");
            if (report.HasOpenedText)
            {
                Console.WriteLine("opened.jsonl has text that is encrypted in the log. The proof does not cover it.");
            }

            if (manifest.Stream is { } thing)
            {
                Console.WriteLine($"No event was left out from within the history of {thing}. What a file cannot show is whether its end was left out.");
            }

            Console.WriteLine($"Took: {report.Took.TotalSeconds:0.0} s, {report.EventsPerSecond:0} events a second.");
            return 0;
        }
        catch (BadExportException e)
        {
            Console.WriteLine($"Not verified: the export is bad: {e.Message}.");
            return 1;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure($"{name} cannot be read: {e.Message}", e);
        }
    }

    private static NoteKey? Trusted(string? key)
    {
        try
        {
            return key is null ? null : NoteKey.Parse((File.Exists(key) ? File.ReadAllText(key) : key).Trim());
        }
        catch (FormatException e)
        {
            throw new CommandFailure($"--key is not the key of a hub, nor a file with one: {e.Message}", e);
        }
    }

    private static async Task<T> Watched<T>(Func<IProgress<VerificationProgress>?, Task<T>> work)
    {
        if (!Consoles.Errors.Profile.Capabilities.Interactive)
        {
            return await work(null);
        }

        return await Consoles.Errors.Progress().AutoClear(true).StartAsync(async context =>
        {
            var bar = context.AddTask("Verifying");
            return await work(new Progress<VerificationProgress>(at => bar.MaxValue(at.Head).Value = at.Position));
        });
    }
}
