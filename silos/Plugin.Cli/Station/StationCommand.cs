using System.CommandLine;
using Plugin.Node.Configuration;

namespace Plugin.Cli.Station;

/// <summary><c>plugin station</c>: for whoever runs a hospital's station. All of it works beside a running agent and never in its way.</summary>
internal static class StationCommand
{
    public static Command Make() => new("station", "A hospital's data station: set it up, check it, look at it.")
    {
        InitCommand.Make(),
        NewKeyCommand.Make(),
        CheckCommand.Make(),
        StatusCommand.Make(),
        AccessLogCommand.Make(),
        OperatorCommands.List(),
        OperatorCommands.Approve(),
        OperatorCommands.Refuse(),
        OperatorCommands.Page(),
    };

    public static Option<string> Config() => new("--config") { Description = "The station's configuration file.", Required = true };

    /// <exception cref="CommandFailure">It cannot be used; the message has every mistake.</exception>
    public static StationConfig Load(string file)
    {
        try
        {
            return StationConfigFile.Load(file, dataFolder: null);
        }
        catch (ConfigException e)
        {
            throw new CommandFailure(e.Message, e);
        }
    }
}
