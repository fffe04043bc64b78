using Plugin.Bench.Logs;
using Plugin.Testing.Running;

namespace Plugin.Bench.Api;

/// <summary>The API of a hub process over HTTP, on PostgreSQL; what is written is measured on SQLite as well.</summary>
internal static class ApiBench
{
    private static readonly (string Size, int Tasks)[] Histories = [("1k", 1_000), ("100k", 100_000), ("1m", 1_000_000)];

    private static readonly (string Name, Func<ApiHub, Figures, CancellationToken, Task> Run)[] Pieces =
        [("login", Logins.Run), ("submit", Submits.Run), ("reports", Reports.Run)];

    public static IEnumerable<(string Part, Func<Figures, CancellationToken, Task> Run)> Parts =>
    [
        ("api", Run),
        ("api.fill", Fill),
        .. Pieces.Select(piece => ($"api.{piece.Name}", (Func<Figures, CancellationToken, Task>)((figures, token) => On("postgres", "api", [piece], figures, token)))),
        ("api.sqlite", (figures, token) => On("sqlite", "api.sqlite", Pieces[1..], figures, token)),
        .. Histories.Select(history => ($"api.list.{history.Size}", (Func<Figures, CancellationToken, Task>)((figures, token) => List(history, figures, token)))),
    ];

    private static async Task Run(Figures figures, CancellationToken cancellationToken)
    {
        await On("postgres", "api", Pieces, figures, cancellationToken);
        await On("sqlite", "api.sqlite", Pieces[1..], figures, cancellationToken);
        foreach (var history in Histories)
        {
            await List(history, figures, cancellationToken);
        }
    }

    private static async Task On(
        string engine, string prefix, IEnumerable<(string Name, Func<ApiHub, Figures, CancellationToken, Task> Run)> pieces, Figures figures,
        CancellationToken cancellationToken)
    {
        foreach (var (_, piece) in pieces)
        {
            await using var subject = await Engine.All.Single(e => e.Name == engine).Create(cancellationToken);
            var process = subject.Hub;
            await process.Serve();
            await using var hub = new ApiHub(process, await Hospitals.Register(process), prefix);
            await piece(hub, figures, cancellationToken);
        }
    }

    private static async Task List((string Size, int Tasks) history, Figures figures, CancellationToken cancellationToken)
    {
        var (subject, hospitals) = await KeptHistory.Of(history.Size, history.Tasks, figures, cancellationToken);
        HubProcess process = subject.Hub;
        await process.Serve();
        await using var hub = new ApiHub(process, hospitals, $"api.list.{history.Size}");
        await Lists.Run(hub, history.Tasks, figures, cancellationToken);
    }

    /// <summary>For a later run: only of use with PLUGIN_BENCH_KEEP=1.</summary>
    private static async Task Fill(Figures figures, CancellationToken cancellationToken)
    {
        foreach (var (size, tasks) in Histories)
        {
            await KeptHistory.Of(size, tasks, figures, cancellationToken);
        }
    }
}
