using System.Text.Json;
using Plugin.EventLog.Proving;
using Plugin.Proofs;

namespace Plugin.EventLog.Exporting;

/// <summary>Who signed an export's checkpoint, and with which keys.</summary>
internal sealed class SignatureCheck
{
    private SignatureCheck(Checkpoint checkpoint, NoteKey hub, IReadOnlyList<NoteKey> cosigners) =>
        (Checkpoint, Hub, Cosigners) = (checkpoint, hub, cosigners);

    public Checkpoint Checkpoint { get; }

    public NoteKey Hub { get; }

    public IReadOnlyList<NoteKey> Cosigners { get; }

    /// <summary>How many of the cosigners' keys were seen registered so far.</summary>
    public int Registered => _registered.Count;

    private readonly HashSet<NoteKey> _registered = [];

    /// <exception cref="BadExportException">It is not signed as it says, or by another hub.</exception>
    public static SignatureCheck Of(ExportManifest manifest, string checkpoint, string keys, NoteKey? trusted)
    {
        try
        {
            var note = SignedNote.Parse(checkpoint);
            var said = Checkpoint.Parse(note.Text);
            NoteKey[] known = [.. keys.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(NoteKey.Parse)];
            if (said.Origin != manifest.Origin || said.Size != manifest.Size)
            {
                throw new BadExportException(
                    $"{ExportParts.Manifest} speaks of {manifest.Size} events of {manifest.Origin}, the checkpoint of {said.Size} of {said.Origin}");
            }

            if (known is not [var hub, .. var cosigners] || keys != string.Concat(known.Select(key => $"{key}\n")) || note.ToString() != checkpoint)
            {
                throw new BadExportException($"{ExportParts.Keys} or {ExportParts.Checkpoint} is not as an export writes it");
            }

            if (trusted is not null && !trusted.PublicKey.Span.SequenceEqual(hub.PublicKey.Span))
            {
                throw new BadExportException($"it is signed with the key {hub}, which is not the one that you trust: it is from another hub, or forged");
            }

            if (hub.Name != said.Origin || note.Signatures.Count != known.Length
                || known.Zip(note.Signatures).FirstOrDefault(pair => !pair.First.Verifies(note.Text, pair.Second)) is (not null, _) bad)
            {
                throw new BadExportException("the signatures under its checkpoint are not all good ones by the keys in it");
            }

            return new SignatureCheck(said, hub, cosigners);
        }
        catch (FormatException e)
        {
            throw new BadExportException($"its checkpoint or one of its keys cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Remembers what an event that is proved says about a cosigner's key.</summary>
    public void Learn(StoredEvent stored)
    {
        const string nodes = "node-";
        if (stored.Name != Cosignatures.KeyRegistered || !stored.Stream.StartsWith(nodes, StringComparison.Ordinal))
        {
            return;
        }

        var signer = $"{Checkpoint.Origin[..Checkpoint.Origin.LastIndexOf('/')]}/node/{stored.Stream[nodes.Length..]}";
        _registered.UnionWith(Cosigners.Where(cosigner =>
            cosigner.Name == signer && KeysIn(stored).Any(key => key.AsSpan().SequenceEqual(cosigner.PublicKey.Span))));
    }

    private static byte[][] KeysIn(StoredEvent stored)
    {
        try
        {
            return [.. Cosignatures.KeysIn([stored])];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return [];
        }
    }
}
