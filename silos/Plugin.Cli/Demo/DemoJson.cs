using System.Text.Json;
using System.Text.Json.Nodes;

namespace Plugin.Cli.Demo;

/// <summary>The outcome as one JSON object, for programs.</summary>
internal static class DemoJson
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Of(Outcome outcome)
    {
        var age = outcome.Summary.Result.GetProperty("columns").GetProperty("age");
        var curve = outcome.Survival.Result.GetProperty("overall");
        return new JsonObject
        {
            ["summary"] = new JsonObject
            {
                ["age"] = new JsonObject(((string[])["count", "mean", "sd", "min", "max", "median"]).Select(figure => KeyValuePair.Create(figure, Node(age.GetProperty(figure))))),
            },
            ["crosstab"] = new JsonArray([.. outcome.Crosstab.Result.GetProperty("cells").EnumerateArray().Select(cell => new JsonObject
            {
                ["size"] = Node(cell.GetProperty("row")),
                ["grade"] = Node(cell.GetProperty("column")),
                ["count"] = Node(cell.GetProperty("count")),
            })]),
            ["kaplan_meier"] = new JsonObject
            {
                ["median"] = Node(curve.GetProperty("median")),
                ["survival"] = new JsonObject(curve.GetProperty("at").EnumerateArray()
                    .Select(at => KeyValuePair.Create(at.GetProperty("day").GetRawText(), Node(at.GetProperty("survival"))))),
            },
            ["runs"] = new JsonObject
            {
                ["total"] = outcome.All.Sum(answered => answered.Runs),
                ["completed"] = outcome.All.Sum(answered => answered.CompletedRuns),
            },
            ["log"] = new JsonObject { ["events"] = outcome.Log.Events, ["verified"] = outcome.Log.Verified },
        }.ToJsonString(Readable);
    }

    private static JsonNode? Node(JsonElement element) => JsonNode.Parse(element.GetRawText());
}
