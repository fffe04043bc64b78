using System.CommandLine;
using System.Globalization;
using Plugin.Client;

namespace Plugin.Cli;

/// <summary><c>plugin person erase</c> and <c>plugin task erase</c>: for good, through the hub, whose memory has to forget as well.</summary>
internal static class EraseCommands
{
    public static Command Person()
    {
        var login = new HubLogin();
        var user = new Argument<string>("USER") { Description = "The id or the user name." };
        var erase = new Command("erase", "Destroys a user's names, address, key and credentials for good. What they did stays in the log, under their number.")
        {
            user, login.Hub, login.User,
        };
        return new Command("person", "People, as the law sees them.")
        {
            erase.Does(async (arguments, cancellationToken) =>
            {
                var hub = login.Connect(arguments);
                var id = await IdOf(arguments.GetRequiredValue(user), hub, cancellationToken);
                Console.WriteLine((await hub.EraseUser(id, cancellationToken)).Msg);
                return 0;
            }),
        };
    }

    public static Command Task()
    {
        var login = new HubLogin();
        var task = new Argument<int>("TASK") { Description = "The id of a task that has ended." };
        var erase = new Command("erase", "Destroys inputs, results, logs and texts of a task and its subtasks for good.") { task, login.Hub, login.User };
        return new Command("task", "Tasks at a running hub.")
        {
            erase.Does(async (arguments, cancellationToken) =>
            {
                var hub = login.Connect(arguments);
                Console.WriteLine((await hub.EraseTask(arguments.GetRequiredValue(task), cancellationToken)).Msg);
                return 0;
            }),
        };
    }

    // A user name begins with a letter, so a number is an id.
    private static async Task<int> IdOf(string user, HubClient hub, CancellationToken cancellationToken)
    {
        if (int.TryParse(user, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            return id;
        }

        await foreach (var known in hub.Users(cancellationToken))
        {
            if (string.Equals(known.Username, user, StringComparison.OrdinalIgnoreCase))
            {
                return known.Id;
            }
        }

        throw new CommandFailure($"There is no user '{user}' among those you may see. One who was deleted is named by the id.");
    }
}
