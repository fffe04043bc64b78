using System.CommandLine;
using Plugin.Cli.Terminal;
using Plugin.Domain;

namespace Plugin.Cli.Logs;

/// <summary><c>plugin log</c>: looks at a log beside its hub, or without one.</summary>
internal static class LogCommand
{
    public static Command Make() => new("log", "Looks at the log of everything that happened.")
    {
        VerifyCommand.Make(), ExportCommand.Make(), Show(), NewGenerationCommand.Make(),
    };

    private static Command Show()
    {
        var store = new StoreOptions();
        var task = new Option<int>("--task") { Description = "The id of the task.", Required = true };
        var command = new Command("show", "Shows all that happened to a task, its runs and its subtasks.") { task, store.Data, store.Database };
        return command.Does(async (arguments, cancellationToken) =>
        {
            var id = arguments.GetValue(task);
            await using var opened = await store.Location(arguments).Look(TimeProvider.System, cancellationToken);
            var trail = await TaskTrail.Of(opened.Log, opened.Vault, new TaskId(id), cancellationToken);
            if (trail.Count == 0)
            {
                throw new CommandFailure($"There is no task {id} in this log.");
            }

            TrailTable.Write(Consoles.Output, trail);
            return 0;
        });
    }
}
