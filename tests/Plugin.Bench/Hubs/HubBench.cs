using Plugin.Bench.Logs;

namespace Plugin.Bench.Hubs;

/// <summary>Hub processes over HTTP, with nodes connected and researchers at work; the generator shares the machine and says how much of it it takes.</summary>
internal static class HubBench
{
    private static readonly (string Name, Func<Figures, CancellationToken, Task> Run)[] Pieces =
    [
        ("connected", Connected.Run), ("runs", Throughput.Submitting), ("work", Throughput.Working), ("failover", Failover.Run),
        ("sqlite", Embedded.Run), ("growth", SubmitGrowth.Run),
    ];

    public static IEnumerable<(string Part, Func<Figures, CancellationToken, Task> Run)> Parts =>
    [
        ("hub", Run),
        .. Pieces.Select(piece => ($"hub.{piece.Name}", piece.Run)),
    ];

    public static async Task<ISubject> Postgres(CancellationToken cancellationToken) => await PostgresSubject.Create(cancellationToken);

    private static async Task Run(Figures figures, CancellationToken cancellationToken)
    {
        foreach (var (_, piece) in Pieces)
        {
            await piece(figures, cancellationToken);
        }
    }
}
