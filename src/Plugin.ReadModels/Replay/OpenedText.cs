using Plugin.Domain;
using Plugin.EventLog;

namespace Plugin.ReadModels.Replay;

/// <summary>Events with their sealed text opened, for an export that asks for it. What was erased stays so.</summary>
public static class OpenedText
{
    /// <summary>For each event its readable JSON, or null when nothing in it is sealed or can be opened any more.</summary>
    public static async ValueTask<IReadOnlyList<string?>> Of(
        IReadOnlyList<StoredEvent> events, IStore store, CancellationToken cancellationToken)
    {
        var words = new Dictionary<string, Words>();
        var opened = new List<string?>();
        foreach (var stored in events)
        {
            if (TaskHistory.Decoded(stored) is not { } @event)
            {
                opened.Add(null);
                continue;
            }

            if (!words.TryGetValue(stored.Stream, out var known))
            {
                // Whose key it is stands in the stream's first event.
                var first = stored.Version == 1 ? @event : TaskHistory.Decoded((await store.Log.ReadStream(stored.Stream, 0, cancellationToken))[0]);
                words.Add(stored.Stream, known = await Words.Of(store.Vault, first ?? @event, stored.Stream, cancellationToken));
            }

            opened.Add(Readable(@event, known));
        }

        return opened;
    }

    private static string? Readable(DomainEvent @event, Words words)
    {
        var any = false;
        var readable = new ReadableJson(text =>
        {
            var plain = words.Open(text);
            any |= !string.IsNullOrEmpty(plain);
            return plain ?? "";
        }).Of(@event)?.ToJsonString();
        return any ? readable : null;
    }
}
