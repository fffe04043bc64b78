using Plugin.Api.Outbound;
using Plugin.Hub;

namespace Plugin.Api.Tests.Matrix;

/// <summary>A hub on which every route does what it is for: it takes uploads, and may call stores on this machine.</summary>
public sealed class MatrixHub : RunningHub
{
    protected override HubSettings Adapted(HubSettings settings) => settings with { Blobstream = true, Outbound = new OutboundRules(["127.0.0.1"]) };
}
