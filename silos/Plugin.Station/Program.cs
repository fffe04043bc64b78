using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging.Console;
using Plugin.Node;
using Plugin.Node.Configuration;
using Plugin.Station;

// Exit codes: 0 asked to stop, 1 wrong configuration, 3 replaced by another agent with the same key, 4 not let in by the hub.
var stopRuns = args.Contains("--stop-runs");
var options = args.Except(["--stop-runs"]).Chunk(2).DistinctBy(pair => pair[0]).ToDictionary(pair => pair[0], pair => pair.ElementAtOrDefault(1));
if (options.Keys.Except(["--config", "--data", "--accept-generation", "--log-format"]).FirstOrDefault() is { } unknown || !options.TryGetValue("--config", out var file)
    || file is null || options.GetValueOrDefault("--log-format", "text") is not ("text" or "json"))
{
    Console.Error.WriteLine("Usage: Plugin.Station --config FILE [--data DIR] [--log-format text|json] [--stop-runs | --accept-generation N]");
    return 1;
}

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
    using var logging = LoggerFactory.Create(builder =>
    {
        Print(builder, options.GetValueOrDefault("--log-format", "text") == "json");
        exporters.AddTo(builder);
    });
    return await Plugin.Node.Station.Run(config, stopRuns, TimeProvider.System, logging.CreateLogger("Plugin.Station"), stop.Token) switch
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

static void Print(ILoggingBuilder logging, bool json)
{
    if (json)
    {
        logging.Configure(factory => factory.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId).AddJsonConsole(console =>
        {
            console.IncludeScopes = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
        });
        return;
    }

    logging.AddSimpleConsole(console =>
    {
        console.SingleLine = true;
        console.TimestampFormat = "HH:mm:ss.fff ";
        console.ColorBehavior = LoggerColorBehavior.Disabled;
    });
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
