using System.Text.Json;
using Plugin.Proofs;

namespace Plugin.EventLog.Proving;

/// <summary>
/// Nodes' signatures under checkpoints. A cosignature is a line of the same signed note as the hub's own: ECDSA P-256 (type 0x02) over the
/// checkpoint's text, in the name <c>plugin/&lt;hub uuid&gt;/node/&lt;id&gt;</c>.
/// </summary>
public static class Cosignatures
{
    /// <summary>The event by which a node's key is on record, in the node's stream; its field <c>key</c> is the SubjectPublicKeyInfo in base64.</summary>
    public const string KeyRegistered = "node.key_registered/1";

    public static string SignerOf(LogOrigin origin, int node) => $"{Prefix(origin)}{node}";

    /// <summary>The stream of the node that signs by this name; null when it is no name of a node of this hub.</summary>
    public static string? StreamOf(LogOrigin origin, string signer) =>
        signer.StartsWith(Prefix(origin), StringComparison.Ordinal) ? $"node-{signer[Prefix(origin).Length..]}" : null;

    public static bool IsKey(byte[] key)
    {
        try
        {
            return new NoteKey("node", key).PublicKey.Span.SequenceEqual(key);
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>All keys that were ever a node's, from its stream.</summary>
    public static IEnumerable<byte[]> KeysIn(IEnumerable<StoredEvent> stream) => stream.Where(e => e.Name == KeyRegistered).Select(e =>
    {
        using var data = JsonDocument.Parse(e.Data);
        return data.RootElement.GetProperty("key").GetBytesFromBase64();
    });

    /// <summary>Null when it is good, else why not. Whether the key was ever the node's is for <see cref="KeysIn"/> to say.</summary>
    /// <param name="note">The checkpoint as it was handed out.</param>
    public static string? Wrong(string note, StoredCosignature cosignature)
    {
        try
        {
            var key = new NoteKey(cosignature.Signer, cosignature.Key);
            return key.Verifies(SignedNote.Parse(note).Text, Line(cosignature)) ? null : "it is not a signature of this checkpoint by its key";
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }

    /// <summary>What a node sent: the checkpoint's text with its own signature under it.</summary>
    /// <exception cref="FormatException">It is not that; the message says what is wrong.</exception>
    public static StoredCosignature Read(StoredCheckpoint checkpoint, string signer, byte[] key, string note, DateTimeOffset at)
    {
        var signed = SignedNote.Parse(note);
        if (signed.Text != SignedNote.Parse(checkpoint.Note).Text)
        {
            throw new FormatException($"The text is not that of the checkpoint of {checkpoint.Size} events.");
        }

        var known = new NoteKey(signer, key);
        return signed.Signatures.FirstOrDefault(signature => known.Verifies(signed.Text, signature)) is { } good
            ? new StoredCosignature(checkpoint.Size, signer, key, good.Bytes.ToArray(), at)
            : throw new FormatException($"The text is not signed by {signer} with the key that is registered for it.");
    }

    /// <summary>The size that the checkpoint in a signed note speaks of.</summary>
    /// <exception cref="FormatException">It is no note with a checkpoint.</exception>
    public static long SizeIn(string note) => Checkpoint.Parse(SignedNote.Parse(note).Text).Size;

    /// <summary>The checkpoint's note with these under the hub's own signature.</summary>
    public static string Under(StoredCheckpoint checkpoint, IEnumerable<StoredCosignature> cosignatures) =>
        cosignatures.Where(c => c.Size == checkpoint.Size)
            .Aggregate(SignedNote.Parse(checkpoint.Note), (note, cosignature) => note.With(Line(cosignature))).ToString();

    /// <summary>The key in the text form of signed-note.</summary>
    public static string KeyOf(string signer, byte[] key) => new NoteKey(signer, key).ToString();

    /// <summary>True for a signed note whose text is a checkpoint, whoever signed it.</summary>
    public static bool IsCheckpoint(string note)
    {
        try
        {
            Checkpoint.Parse(SignedNote.Parse(note).Text);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static NoteSignature Line(StoredCosignature cosignature) => new(
        cosignature.Signer, new NoteKey(cosignature.Signer, cosignature.Key).Id, cosignature.Signature);

    private static string Prefix(LogOrigin origin) => $"plugin/{origin.Hub:D}/node/";
}
