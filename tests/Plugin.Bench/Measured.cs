namespace Plugin.Bench;

/// <param name="Latencies">Milliseconds, ascending.</param>
internal sealed record Measured(IReadOnlyList<double> Latencies, TimeSpan Took)
{
    public double PerSecond => Latencies.Count / Took.TotalSeconds;

    public double Percentile(double part) => Latencies[(int)((Latencies.Count - 1) * part)];
}
