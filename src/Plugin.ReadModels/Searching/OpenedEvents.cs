using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plugin.Domain;
using Plugin.Domain.Runs;
using Plugin.EventLog;
using Plugin.Vault.Seals;

namespace Plugin.ReadModels.Searching;

/// <summary>Events with their sealed text opened, for people to read. What was erased is null.</summary>
public static class OpenedEvents
{
    /// <summary>For each event its data, with the key of its own stream or task looked up once for all of them.</summary>
    public static async Task<IReadOnlyList<JsonNode?>> Of(
        IReadOnlyList<StoredEvent> events, IVaultTable vault, CancellationToken cancellationToken)
    {
        (StoredEvent Stored, DomainEvent? Event, string Owner)[] known =
        [
            .. events.Select(stored => (Stored: stored, Event: Replay.TaskHistory.Decoded(stored)))
                .Select(e => (e.Stored, e.Event, Owner: e.Event is RunEventWithWords words ? words.Task.ToString() : e.Stored.Stream)),
        ];
        // Its own, so that no key is left in memory that the vault has lost.
        var seals = new SealedFields(_ => throw new UnreachableException("Who reads events seals nothing."));
        await seals.Prepare(vault, known.Select(e => e.Owner), [], cancellationToken);
        return [.. known.Select(e => e.Event is null ? AsStored(e.Stored) : new ReadableJson(text => Open(seals, e.Owner, text)).Of(e.Event))];
    }

    private static string? Open(SealedFields seals, string owner, Sealed text)
    {
        try
        {
            return text.Value.Length == 0 ? "" : seals.Open(owner, text.Value);
        }
        // Somebody changed it in the database. That is for the proof to say; the rest of the event is still to be read.
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            return null;
        }
    }

    private static JsonNode? AsStored(StoredEvent stored)
    {
        try
        {
            return JsonNode.Parse(stored.Data.Span);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
