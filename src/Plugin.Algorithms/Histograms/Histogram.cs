using System.Text.Json;
using System.Text.Json.Nodes;
using Plugin.Algorithms.Data;
using Plugin.Algorithms.Summaries;

namespace Plugin.Algorithms.Histograms;

/// <summary>One hospital's share: how many values each bin has.</summary>
internal sealed record BinCounts(long[] Counts, int Missing);

/// <param name="BinEdges">One more than there are bins; a bin has its lower edge and not its upper one.</param>
internal sealed record HistogramResult(string Column, double[] BinEdges, long[] Counts, int Missing);

/// <summary>How the values of a column lie. Counts per bin leave the hospital, and before them its smallest and largest value.</summary>
internal static class Histogram
{
    private const int DefaultBins = 12;
    private const int MostBins = 100;

    public static async Task<object> Partial(Call call, CancellationToken cancellationToken)
    {
        var column = call.Arguments.Text("column");
        var edges = call.Arguments.Structure<double[]>("edges");
        var values = (await call.OpenData(cancellationToken)).Numbers(column);
        var counts = new long[Math.Max(edges.Length - 1, 0)];
        foreach (var value in values.OfType<double>())
        {
            var bin = Bins.IndexOf(edges, value);
            if (bin < 0)
            {
                throw new AlgorithmFailure($"A value of '{column}' lies in none of the bins: they were made for other data.");
            }

            counts[bin]++;
        }

        foreach (var count in counts)
        {
            Cohorts.RequireSize(call.Variables, (int)count, $"a bin of '{column}'");
        }

        return new BinCounts(counts, values.Count(value => value is null));
    }

    public static async Task<object> Central(Call call, CancellationToken cancellationToken)
    {
        var column = call.Arguments.Text("column");
        var most = call.Arguments.Has("bins") ? call.Arguments.Count("bins") : DefaultBins;
        if (most is < 1 or > MostBins)
        {
            throw new AlgorithmFailure($"A histogram has from 1 to {MostBins} bins, not {most}.");
        }

        var hospitals = await call.FindHospitals(cancellationToken);
        var parts = await hospitals.Ask<ColumnMoments[]>("partial_summary", new JsonObject { ["columns"] = column }, cancellationToken);
        var all = parts.SelectMany(part => part).Aggregate(Moments.Nothing, (sum, part) => sum.Add(part.Moments));
        if (all.Count == 0)
        {
            return new HistogramResult(column, [], [], all.Missing);
        }

        var edges = Bins.Between(all.Min!.Value, all.Max!.Value, most);
        var question = new JsonObject { ["column"] = column, ["edges"] = JsonSerializer.SerializeToNode(edges, AlgorithmJson.Default.DoubleArray) };
        var counted = await hospitals.Ask<BinCounts>("partial_histogram", question, cancellationToken);
        return new HistogramResult(
            column, edges, [.. Enumerable.Range(0, edges.Length - 1).Select(bin => counted.Sum(part => part.Counts[bin]))], counted.Sum(part => part.Missing));
    }
}
