using System.CommandLine;
using Plugin.Domain;
using Plugin.EventLog;
using Plugin.EventLog.Exporting;
using Plugin.ReadModels.Replay;

namespace Plugin.Cli.Logs;

/// <summary><c>plugin log export</c>: events with all that proves them, in one file.</summary>
internal static class ExportCommand
{
    public static Command Make()
    {
        var store = new StoreOptions();
        var task = new Option<int?>("--task") { Description = "A task, with its runs, subtasks, readings, and those it names." };
        var from = new Option<long?>("--from") { Description = "The first position; 1, when left out." };
        var to = new Option<long?>("--to") { Description = "The last position; that of the newest checkpoint, when left out." };
        var file = new Option<string?>("--out") { Description = "The file to make; named after what is in it, when left out." };
        var opened = new Option<bool>("--opened") { Description = "Adds names and texts that are encrypted in the log, as far as they are not erased." };
        var command = new Command("export", "Writes events, the proof that they are in the log, its checkpoint and keys to one file, to be checked anywhere.")
        {
            task, from, to, file, opened, store.Data, store.Database,
        };
        return command.Does(async (arguments, cancellationToken) =>
        {
            await using var looking = await store.Location(arguments).Look(TimeProvider.System, cancellationToken);
            var (scope, checkpoint) = await Chosen(
                looking, arguments.GetValue(task), arguments.GetValue(from), arguments.GetValue(to), cancellationToken);
            var export = new LogExport(
                looking, scope, checkpoint,
                arguments.GetValue(opened) ? (events, token) => OpenedText.Of(events, looking, token) : null);
            var name = arguments.GetValue(file) ?? NameOf(scope);
            await Write(export, name, cancellationToken);
            Console.WriteLine($"{name}: {scope.Count} events, proved by the checkpoint of {checkpoint.Size} events.");
            Console.WriteLine($"Check it with: plugin log verify --export {name}");
            return 0;
        });
    }

    private static async Task<(ExportScope, StoredCheckpoint)> Chosen(
        IStore store, int? task, long? from, long? to, CancellationToken cancellationToken)
    {
        if (task is not null && (from ?? to) is not null)
        {
            throw new CommandFailure("Give --task, or --from and --to, not both.");
        }

        try
        {
            return task is not { } id
                ? await LogExport.OfRange(store, from ?? 1, to, cancellationToken)
                : await TaskExport.Of(store, new TaskId(id), cancellationToken)
                    ?? throw new CommandFailure($"There is no task {id} in this log.");
        }
        catch (ArgumentException e)
        {
            throw new CommandFailure(e.Message, e);
        }
    }

    private static string NameOf(ExportScope scope) => scope switch
    {
        ExportScope.Thing thing => $"{thing.Stream}.zip",
        ExportScope.Range range => $"events-{range.From}-{range.To}.zip",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static async Task Write(LogExport export, string name, CancellationToken cancellationToken)
    {
        try
        {
            // Beside its place until it is whole.
            var part = $"{name}.part";
            await using (var output = PrivateFile.Create(part))
            {
                await export.Write(output, cancellationToken);
            }

            File.Move(part, name, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure($"{name} cannot be written: {e.Message}", e);
        }
    }
}
