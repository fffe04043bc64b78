using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plugin.ReadModels.Replay;

namespace Plugin.Cli.Replay;

/// <summary>A replay as one JSON object, with the names that the hub's audit route has.</summary>
internal static class ReplayJson
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(StreamReplay replay) => new JsonObject
    {
        ["stream"] = replay.Stream,
        ["version"] = replay.Version,
        ["state"] = replay.State.DeepClone(),
        ["changes"] = new JsonArray([.. replay.Changes.Select(Of)]),
    }.ToJsonString(Readable);

    private static JsonObject Of(ReplayedEvent change) => new()
    {
        ["position"] = change.Stored.Position,
        ["version"] = change.Stored.Version,
        ["at"] = change.Stored.At,
        ["name"] = change.Stored.Name,
        ["actor"] = change.Actor,
        ["for"] = change.For,
        ["via"] = change.Via,
        ["rule"] = change.Rule,
        ["cause"] = change.Cause,
        ["fields"] = new JsonArray([.. change.Fields.Select(field => new JsonObject
        {
            ["name"] = field.Name, ["before"] = field.Before?.DeepClone(), ["after"] = field.After?.DeepClone(),
        })]),
    };
}
