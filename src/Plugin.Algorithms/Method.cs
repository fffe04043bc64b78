using System.Collections.Frozen;
using Plugin.Algorithms.Crosstabs;
using Plugin.Algorithms.Data;
using Plugin.Algorithms.Histograms;
using Plugin.Algorithms.Summaries;
using Plugin.Algorithms.Survival;
using Plugin.Algorithms.Waiting;

namespace Plugin.Algorithms;

/// <summary>What a task may call, with the names of its arguments in their order.</summary>
internal sealed record Method(string Name, IReadOnlyList<string> Parameters, Func<Call, CancellationToken, Task<object>> Invoke)
{
    internal static readonly FrozenDictionary<string, Method> All = new Method[]
    {
        new("central_summary", ["columns", "group_by", "organizations_to_include", "quartiles"], CentralSummary.Run),
        new("partial_summary", ["columns", "group_by"], PartialSummary.Run),
        new("partial_counts", ["questions"], PartialCounts.Run),
        new("central_histogram", ["column", "bins", "organizations_to_include"], Histogram.Central),
        new("partial_histogram", ["column", "edges"], Histogram.Partial),
        new("central_crosstab", ["row", "column", "organizations_to_include"], Crosstab.Central),
        new("partial_crosstab", ["row", "column"], Crosstab.Partial),
        new("central_kaplan_meier", ["time", "event", "group_by", "days", "organizations_to_include"], CentralKaplanMeier.Run),
        new("partial_event_times", ["time", "event", "group_by"], PartialKaplanMeier.EventTimes),
        new("partial_kaplan_meier", ["time", "event", "group_by", "times"], PartialKaplanMeier.Run),
        new("column_headers", [], ColumnHeaders.Run),
        new("wait", ["milliseconds"], Wait.Run),
        new("wait_central", ["milliseconds", "organizations_to_include"], Wait.Central),
    }.ToFrozenDictionary(method => method.Name);

    public static Method Find(string name) => All.TryGetValue(name, out var method)
        ? method
        : throw new AlgorithmFailure($"There is no method '{name}'; there are {string.Join(", ", All.Keys.Order(StringComparer.Ordinal))}.");
}
