using System.Diagnostics;
using Plugin.Domain;
using Plugin.EventLog;
using Plugin.Vault.Seals;

namespace Plugin.ReadModels.Replay;

/// <summary>Events with their sealed text opened, for an export that asks for it. What was erased stays so.</summary>
public static class OpenedText
{
    /// <summary>For each event its readable JSON, or null when nothing in it is sealed or can be opened any more.</summary>
    public static async ValueTask<IReadOnlyList<string?>> Of(
        IReadOnlyList<StoredEvent> events, IVaultTable vault, CancellationToken cancellationToken)
    {
        // Its own for each page, so that no key outlives the vault's.
        var seals = new SealedFields(_ => throw new UnreachableException("An export seals nothing."));
        await seals.Prepare(vault, events.Select(stored => stored.Stream).Distinct(), [], cancellationToken);
        return [.. events.Select(stored => Readable(stored, seals))];
    }

    private static string? Readable(StoredEvent stored, SealedFields seals)
    {
        var opened = 0;
        var readable = new ReadableJson(text =>
        {
            var plain = text.Value.Length == 0 ? "" : seals.Open(stored.Stream, text.Value);
            opened += string.IsNullOrEmpty(plain) ? 0 : 1;
            return plain ?? "";
        }).Of(TaskHistory.Decoded(stored))?.ToJsonString();
        return opened > 0 ? readable : null;
    }
}
