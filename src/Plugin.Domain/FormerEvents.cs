using System.Text.Json.Nodes;

namespace Plugin.Domain;

/// <summary>
/// Events as earlier versions stored them, in the shape of today's. Those named here had texts in clear that are sealed since; the texts stay
/// what they were (see <see cref="Sealed.InClear"/>).
/// </summary>
internal static class FormerEvents
{
    /// <summary>By the former name: today's, and what becomes of the data.</summary>
    public static IReadOnlyDictionary<string, (string Name, Action<JsonObject> Change)> All { get; } =
        new Dictionary<string, (string, Action<JsonObject>)>
        {
            ["task.created/1"] = ("task.created/2", LabelsInClear),
            ["run.released/1"] = ("run.released/2", data =>
            {
                data["cause"] = Cause((string?)data["reason"]);
                data.Remove("reason");
                data["task"] = Unknown;
            }
            ),
            ["run.held/1"] = ("run.held/2", data =>
            {
                data["reason"] = InClear((string?)data["reason"]);
                data["task"] = Unknown;
            }
            ),
            ["run.ended/1"] = ("run.ended/2", data =>
            {
                data["cause"] = Cause((string?)data["cause"]);
                data["task"] = Unknown;
            }
            ),
        };

    /// <summary>In the place of the run's task, which these events did not name: nothing is sealed under its key.</summary>
    private const int Unknown = 0;

    private static void LabelsInClear(JsonObject data)
    {
        foreach (var database in data["databases"]!.AsArray())
        {
            database!["label"] = InClear((string?)database["label"]);
        }
    }

    /// <summary>The hub's own two sentences have become kinds; whatever else was said is kept as said.</summary>
    private static JsonObject? Cause(string? text) => text switch
    {
        null => null,
        "The node claimed the run and did not report it active in time." => new JsonObject { ["kind"] = "lease_ran_out" },
        "The node was out of contact for too long." => new JsonObject { ["kind"] = "given_up" },
        _ => new JsonObject { ["kind"] = "reported", ["words"] = InClear(text) },
    };

    private static string? InClear(string? text) => text is null ? null : Sealed.InClear(text).Value;
}
