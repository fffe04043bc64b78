using System.CommandLine;
using Plugin.Cli;
using Plugin.Cli.Demo;
using Plugin.Cli.Logs;
using Plugin.Cli.Replay;
using Plugin.Cli.Station;

var root = new RootCommand("PLUGIN: questions travel to the data, patient records stay where they are.")
{
    DemoCommand.Make(),
    HubCommand.Make(),
    LogCommand.Make(),
    ReplayCommand.Make(),
    RebuildCommand.Make(),
    KeysCommand.Make(),
    EraseCommands.Person(),
    EraseCommands.Task(),
    StationCommand.Make(),
};

// Ctrl-C gives a command time to stop what it started.
var configuration = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) };
return await root.Parse(args).InvokeAsync(configuration);
