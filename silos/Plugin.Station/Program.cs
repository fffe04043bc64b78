using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging.Console;
using Plugin.Node;
using Plugin.Node.Configuration;
using Plugin.Station;

// Exit codes: 0 asked to stop, 1 wrong configuration, 3 replaced by another agent with the same key, 4 not let in by the hub.
var stopRuns = args.Contains("--stop-runs");
var options = args.Except(["--stop-runs"]).Chunk(2).DistinctBy(pair => pair[0]).ToDictionary(pair => pair[0], pair => pair.ElementAtOrDefault(1));
if (options.Keys.Except(["--config", "--data", "--accept-generation"]).FirstOrDefault() is { } unknown || !options.TryGetValue("--config", out var file) || file is null)
{
    Console.Error.WriteLine("Usage: Plugin.Station --config FILE [--data DIR] [--stop-runs | --accept-generation N]");
    return 1;
}

using var logging = LoggerFactory.Create(b => b.AddSimpleConsole(o =>
{
    o.SingleLine = true;
    o.TimestampFormat = "HH:mm:ss.fff ";
    o.ColorBehavior = LoggerColorBehavior.Disabled;
}));
var log = logging.CreateLogger("Plugin.Station");
using var stop = new CancellationTokenSource();
using var onTerm = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var onInt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
try
{
    var config = StationConfigFile.Load(file, options.GetValueOrDefault("--data"));
    if (options.TryGetValue("--accept-generation", out var number))
    {
        return Accept(config, number);
    }

    using var exporters = new Exporters(config.Telemetry);
    return await Plugin.Node.Station.Run(config, stopRuns, TimeProvider.System, log, stop.Token) switch
    {
        AgentEnd.Fenced => 3,
        AgentEnd.Refused => 4,
        _ => 0,
    };
}
catch (ConfigException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}

static int Accept(StationConfig config, string? number)
{
    if (!int.TryParse(number, out var generation) || generation < 1)
    {
        Console.Error.WriteLine("--accept-generation needs the number of a generation of the hub's log, as the station's alarm names it.");
        return 1;
    }

    StationFolder.AcceptGeneration(config.DataFolder, generation);
    Console.WriteLine($"This station accepts the hub's log up to generation {generation}. An agent that runs learns it with the next checkpoint.");
    return 0;
}

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stop.Cancel();
}
