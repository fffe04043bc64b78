using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging.Console;
using Plugin.Node;
using Plugin.Node.Configuration;

// Exit codes: 0 asked to stop, 1 wrong configuration, 3 replaced by another agent with the same key, 4 not let in by the hub.
var stopRuns = args.Contains("--stop-runs");
var options = args.Except(["--stop-runs"]).Chunk(2).DistinctBy(pair => pair[0]).ToDictionary(pair => pair[0], pair => pair.ElementAtOrDefault(1));
if (options.Keys.Except(["--config", "--data"]).FirstOrDefault() is { } unknown || !options.TryGetValue("--config", out var file) || file is null)
{
    Console.Error.WriteLine("Usage: Plugin.Station --config FILE [--data DIR] [--stop-runs]");
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
    return await Station.Run(StationConfigFile.Load(file, options.GetValueOrDefault("--data")), stopRuns, log, stop.Token) switch
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

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stop.Cancel();
}
