namespace Plugin.Bench.Logs;

/// <summary>The log by itself, on both databases.</summary>
internal static class LogBench
{
    public static Task Run(Figures figures, CancellationToken cancellationToken) =>
        Each([Appending.Run, Submitting.Run, Million.Run, Growth.Run], figures, cancellationToken);

    /// <summary>One piece of it, for who works on that.</summary>
    public static Func<Figures, CancellationToken, Task> Only(Func<Engine, Figures, CancellationToken, Task> piece) =>
        (figures, cancellationToken) => Each([piece], figures, cancellationToken);

    private static async Task Each(
        IReadOnlyList<Func<Engine, Figures, CancellationToken, Task>> pieces, Figures figures, CancellationToken cancellationToken)
    {
        foreach (var piece in pieces)
        {
            foreach (var engine in Engine.All)
            {
                await piece(engine, figures, cancellationToken);
            }
        }
    }
}
