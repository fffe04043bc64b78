using Piece = System.Func<Plugin.Bench.Logs.Engine, Plugin.Bench.Figures, System.Threading.CancellationToken, System.Threading.Tasks.Task>;

namespace Plugin.Bench.Logs;

/// <summary>The log by itself, on both databases.</summary>
internal static class LogBench
{
    private static readonly (string Name, Piece Run)[] Pieces =
    [
        ("append", Appending.Run), ("submit", Submitting.Run), ("million", Million.Run), ("growth", Growth.Run),
    ];

    /// <summary>The whole, and for who works on one of them: each piece on each engine, for example <c>log.postgres.append</c>.</summary>
    public static IEnumerable<(string Part, Func<Figures, CancellationToken, Task> Run)> Parts =>
    [
        ("log", Run),
        .. from engine in Engine.All
           from piece in Pieces
           select ($"log.{engine.Name}.{piece.Name}", (Func<Figures, CancellationToken, Task>)((figures, token) => piece.Run(engine, figures, token))),
    ];

    private static async Task Run(Figures figures, CancellationToken cancellationToken)
    {
        foreach (var (_, piece) in Pieces)
        {
            foreach (var engine in Engine.All)
            {
                await piece(engine, figures, cancellationToken);
            }
        }
    }
}
