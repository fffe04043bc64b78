using Plugin.Bench.Logs;
using Plugin.Load;

namespace Plugin.Bench.Hubs;

/// <summary>The hub in one SQLite file, with 36 nodes.</summary>
internal static class Embedded
{
    public static async Task Run(Figures figures, CancellationToken cancellationToken)
    {
        await using (var hub = await LoadedHub.Start(new SqliteSubject(), 1))
        {
            await hub.Connect(Population.Hospitals, work: true, cancellationToken);
            using var researchers = await hub.Researchers(4, cancellationToken);
            await Connected.Pace(hub, researchers, "hub.sqlite", Population.Hospitals, figures, cancellationToken);
            await EndToEnd.Run(hub, researchers.First, "hub.sqlite", figures, cancellationToken);
        }

        await Throughput.Flood(new SqliteSubject(), "hub.sqlite", "runs", 1, figures, cancellationToken);
    }
}
