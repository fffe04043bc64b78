using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Plugin.Node.Configuration;
using Plugin.Testing.Running;

namespace Plugin.Node.Tests.Support;

/// <summary>A station as its configuration makes it, proxy and all.</summary>
internal sealed class WholeStation : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();

    private WholeStation(StationConfig config, bool stopRuns, TimeProvider time, ILogger log) => Ended = Station.Run(config, stopRuns, time, log, _stop.Token);

    public Task<AgentEnd> Ended { get; }

    public static WholeStation Start(TestHub hub, Scratch scratch, RuntimeConfig runtime, string? key = null, bool stopRuns = false,
        Func<StationConfig, StationConfig>? change = null)
    {
        var config = new StationConfig(
            hub.Address, key ?? hub.Key, scratch.Data, runtime, [], new PolicyConfig(["plugin/algorithms(:.*)?", "plugin-node-tests/.*"]),
            new LimitConfig(), new Dictionary<string, string>(), ShareLogs: ImagePatterns.All, PrivateKeyFile: null);
        return new(change is null ? config : change(config), stopRuns, TimeProvider.System, NullLogger.Instance);
    }

    public static WholeStation Start(StationConfig config, TimeProvider time, ILogger log) => new(config, stopRuns: false, time, log);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Ended.Soon("the end of the station");
        _stop.Dispose();
    }
}
