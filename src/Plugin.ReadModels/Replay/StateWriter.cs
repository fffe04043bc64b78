using System.Text.Json;
using System.Text.Json.Nodes;
using Plugin.Domain;
using Plugin.Domain.Runs;

namespace Plugin.ReadModels.Replay;

/// <summary>
/// A stream's states one after the other as flat fields. A state keeps only what decisions need, so what events alone carry (sealed text,
/// and which contents there are) is added to it, and goes when the thing is retired.
/// </summary>
internal sealed class StateWriter(ReadableJson json)
{
    private readonly SortedDictionary<string, JsonNode?> _carried = new(StringComparer.Ordinal);

    public JsonObject Write(object state, DomainEvent? @event)
    {
        var stage = state.GetType().Name;
        var written = new JsonObject { ["state"] = JsonNamingPolicy.SnakeCaseLower.ConvertName(stage) };
        Flatten(json.Of(state)!.AsObject(), written);
        Carry(@event);
        foreach (var (name, value) in stage is "None" or "Retired" or "Erased" ? [] : _carried)
        {
            written.TryAdd(name, value?.DeepClone());
        }

        return written;
    }

    private void Carry(DomainEvent? @event)
    {
        // What an attempt runs by, which goes with the attempt.
        if (@event is RunReleased or RunStarted { ImageDigest: null })
        {
            _carried.Remove("image_digest");
        }
        else if (@event is RunStarted { ImageDigest: { } digest })
        {
            _carried["image_digest"] = digest;
        }

        foreach (var property in @event?.GetType().GetProperties() ?? [])
        {
            if (property.GetValue(@event) is { } value and (Sealed or BlobRef))
            {
                _carried[JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name)] = json.Of(value);
            }
        }
    }

    // What groups fields inside the state (a run's order, a node's profile) means nothing outside of it.
    private static void Flatten(JsonObject from, JsonObject into)
    {
        foreach (var (name, value) in from)
        {
            if (value is JsonObject group && name is "order" or "profile")
            {
                Flatten(group, into);
            }
            else
            {
                into[name] = value?.DeepClone();
            }
        }
    }
}
