using System.Text.Json.Serialization;
using Plugin.Domain;
using Plugin.Vault.Blobs;

namespace Plugin.Grains.Runs;

/// <summary>Bytes that come with a command (an input, a result, a log), or the id of an upload that came before it.</summary>
public sealed record Content
{
    [JsonConstructor]
    private Content(ReadOnlyMemory<byte> bytes, string? storedId)
    {
        Bytes = bytes;
        StoredId = storedId;
    }

    [JsonInclude]
    private ReadOnlyMemory<byte> Bytes { get; }

    [JsonInclude]
    private string? StoredId { get; }

    public static Content Stored(string id) => new(default, id);

    /// <summary>Small contents travel with the command's append; larger ones are stored at once, and are swept if the command is refused.</summary>
    public static async Task<Content> Of(ReadOnlyMemory<byte> bytes, BlobStore blobs, CancellationToken cancellationToken)
    {
        if (bytes.Length <= BlobStore.InlineLimit)
        {
            return new Content(bytes, null);
        }

        using var stream = new MemoryStream(bytes.ToArray(), writable: false);
        return Stored((await blobs.Store(stream, long.MaxValue, cancellationToken)).Id);
    }

    internal static Refusal Missing { get; } = new(
        RefusalKind.Invalid, "content.missing", "The request names an upload that does not exist; upload it again.");

    /// <summary>An upload is one content of one run: naming it again would hand it to whoever may see the other run.</summary>
    public static Refusal NamedTwice { get; } = new(
        RefusalKind.Invalid, "content.named_twice", "The upload is the content of another run already.");

    /// <summary>How an event of this run names it; null when the upload does not exist.</summary>
    internal async Task<BlobRef?> Keep(Turn turn, RunId run, CancellationToken cancellationToken)
    {
        if (StoredId is not null)
        {
            if (await turn.Hub.Blobs.Name(StoredId, cancellationToken) is not { } naming)
            {
                return null;
            }

            turn.Take(BlobStore.NamedBy(StoredId, run.ToString()));
            foreach (var part in naming.Writes)
            {
                turn.Write(part);
            }

            return From(naming.Blob);
        }

        var (blob, write) = turn.Hub.Blobs.Draft(Bytes.Span);
        turn.Write(write);
        return From(blob);
    }

    private static BlobRef From(StoredBlob blob) => new(blob.Id, blob.Digest, blob.Size);
}
