using System.Globalization;

namespace Plugin.Acceptance.Tests.Chaos;

/// <summary>How soon things went on after a fault, whatever else struck meanwhile.</summary>
/// <param name="Request">Until everybody who asks again and again was answered.</param>
/// <param name="Run">Until the next run had ended, where there was one.</param>
internal sealed record Recovery(FaultKind Kind, TimeSpan? Request, TimeSpan? Run)
{
    public static Recovery Of(Fault fault, IReadOnlyList<Pulse> pulses, History history) => new(
        fault.Kind, pulses.Select(p => p.After(fault.From)).Max(),
        history.Runs.SelectMany(r => r.Events).Where(e => e.Name == "run.ended/2" && e.At > fault.From).Select(e => (TimeSpan?)(e.At - fault.From)).Min());

    /// <summary>Medians and worst by kind, in seconds.</summary>
    public static IReadOnlyDictionary<string, double> Figures(IReadOnlyList<Recovery> recoveries)
    {
        var figures = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var kind in recoveries.GroupBy(r => r.Kind))
        {
            Add($"chaos.{Name(kind.Key)}.request", [.. kind.Select(r => r.Request).OfType<TimeSpan>().Order()]);
            Add($"chaos.{Name(kind.Key)}.run", [.. kind.Select(r => r.Run).OfType<TimeSpan>().Order()]);
        }

        return figures;

        void Add(string figure, TimeSpan[] spans)
        {
            if (spans.Length > 0)
            {
                (figures[$"{figure}.median_s"], figures[$"{figure}.worst_s"]) = (spans[spans.Length / 2].TotalSeconds, spans[^1].TotalSeconds);
            }
        }
    }

    public static string Table(IReadOnlyList<Recovery> recoveries) => string.Join('\n', recoveries.GroupBy(r => r.Kind).OrderBy(g => g.Key).Select(g => string.Create(
        CultureInfo.InvariantCulture,
        $"  {Name(g.Key),-18} {g.Count(),3} times; next request {Spread(g.Select(r => r.Request))}; next run ended {Spread(g.Select(r => r.Run))}")));

    private static string Spread(IEnumerable<TimeSpan?> spans) =>
        spans.OfType<TimeSpan>().Order().ToList() is { Count: > 0 } known
            ? string.Create(CultureInfo.InvariantCulture, $"{known[known.Count / 2].TotalSeconds:0.00} s, worst {known[^1].TotalSeconds:0.00} s")
            : "never";

    private static string Name(FaultKind kind) => kind switch
    {
        FaultKind.SiloKilled => "silo_killed",
        FaultKind.SiloFrozen => "silo_frozen",
        FaultKind.StationKilled => "station_killed",
        FaultKind.StationFrozen => "station_frozen",
        FaultKind.ConnectionsCut => "connections_cut",
        _ => "database_restarted",
    };
}
