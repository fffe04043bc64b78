using System.Text;
using System.Text.Json.Nodes;
using Plugin.Client.Payloads;

namespace Plugin.Cli.Demo;

/// <summary>One task of the researcher.</summary>
internal sealed record Question(string Name, string Description, string Method, JsonObject Arguments)
{
    public static readonly IReadOnlyList<int> Days = [365, 1826, 3652];

    public static Question Summary => new(
        "summary", "Age of the patients, over all and by menopausal status", "central_summary",
        new() { ["columns"] = new JsonArray("age"), ["group_by"] = new JsonArray("meno") });

    public static Question Crosstab => new(
        "crosstab", "Size of the tumour by its grade", "central_crosstab",
        new() { ["row"] = "size", ["column"] = "grade" });

    public static Question Survival => new(
        "survival", "Survival since surgery", "central_kaplan_meier",
        new() { ["time"] = "dtime", ["event"] = "death", ["days"] = new JsonArray([.. Days.Select(day => JsonValue.Create(day))]) });

    /// <summary>The run's input as it travels.</summary>
    public string Input => PayloadEnvelope.Encode(Encoding.UTF8.GetBytes(
        new JsonObject { ["method"] = Method, ["args"] = new JsonArray(), ["kwargs"] = Arguments.DeepClone() }.ToJsonString()));
}
