using System.Text.Json.Serialization;
using Plugin.Algorithms.Crosstabs;
using Plugin.Algorithms.Data;
using Plugin.Algorithms.Histograms;
using Plugin.Algorithms.Summaries;
using Plugin.Algorithms.Survival;
using Plugin.Algorithms.Waiting;

namespace Plugin.Algorithms;

/// <summary>Everything that enters or leaves as JSON; generated, because an algorithm starts often and should start fast.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ColumnMoments[]))]
[JsonSerializable(typeof(CountQuestion[]))]
[JsonSerializable(typeof(long[][]))]
[JsonSerializable(typeof(SummaryResult))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(double[]))]
[JsonSerializable(typeof(HistogramResult))]
[JsonSerializable(typeof(BinCounts))]
[JsonSerializable(typeof(CrosstabResult))]
[JsonSerializable(typeof(CohortEventTimes[]))]
[JsonSerializable(typeof(CohortTimes[]))]
[JsonSerializable(typeof(CohortCounts[]))]
[JsonSerializable(typeof(KaplanMeierResult))]
[JsonSerializable(typeof(Waited))]
[JsonSerializable(typeof(Preprocessing.Step[]))]
internal sealed partial class AlgorithmJson : JsonSerializerContext;
