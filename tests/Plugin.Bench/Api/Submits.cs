using Plugin.Load;

namespace Plugin.Bench.Api;

/// <summary>Tasks for 1 and for 36 organisations.</summary>
internal static class Submits
{
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(3);

    public static async Task Run(ApiHub hub, Figures figures, CancellationToken cancellationToken)
    {
        var clients = await hub.Researchers(Load.Clients.Max());
        foreach (var organisations in (int[])[1, Hospitals.Count])
        {
            var (calls, used) = (0, hub.Used);
            figures.Set(hub.Figure($"submit{organisations}"), await Load.Each(Slice, Submit, cancellationToken));
            figures.Set(hub.Figure($"submit{organisations}.hub_cpu_ms"), (hub.Used - used).TotalMilliseconds / calls);

            Task Submit(int client)
            {
                Interlocked.Increment(ref calls);
                return clients[client].Post("task", TaskOrders.Of(hub.Hospitals.Large, [.. hub.Hospitals.Organisations.Take(organisations)]));
            }
        }
    }
}
