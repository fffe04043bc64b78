using System.Text;

namespace Plugin.Proofs;

/// <summary>
/// A C2SP signed-note: a text that ends with a line break, an empty line, then one line per signature. Signatures by unknown keys are
/// kept and ignored.
/// </summary>
public sealed record SignedNote(string Text, IReadOnlyList<NoteSignature> Signatures)
{
    private const string SignatureStart = "— ";

    public static SignedNote Sign(string text, params ReadOnlySpan<NoteSigner> signers)
    {
        Check(text);
        var signatures = new List<NoteSignature>();
        foreach (var signer in signers)
        {
            signatures.Add(signer.Sign(text));
        }

        return new SignedNote(text, signatures);
    }

    public SignedNote With(NoteSignature signature) => this with { Signatures = [.. Signatures, signature] };

    /// <summary>True when one of the signatures is a good one by this key.</summary>
    public bool IsSignedBy(NoteKey key) => Signatures.Any(s => key.Verifies(Text, s));

    public override string ToString()
    {
        var note = new StringBuilder(Text).Append('\n');
        foreach (var signature in Signatures)
        {
            byte[] bytes = [.. signature.KeyId.Span, .. signature.Bytes.Span];
            note.Append(SignatureStart).Append(signature.Name).Append(' ').Append(Convert.ToBase64String(bytes)).Append('\n');
        }

        return note.ToString();
    }

    /// <exception cref="FormatException">It is no signed note; the message says what is wrong.</exception>
    public static SignedNote Parse(string note)
    {
        // The text may hold empty lines itself; the signatures cannot.
        var split = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (split < 0 || !note.EndsWith('\n') || split + 2 == note.Length)
        {
            throw new FormatException("A signed note is a text, an empty line, and at least one line with a signature.");
        }

        var text = note[..(split + 1)];
        Check(text);
        return new SignedNote(text, [.. note[(split + 2)..^1].Split('\n').Select(ParseSignature)]);
    }

    private static NoteSignature ParseSignature(string line)
    {
        var parts = line.StartsWith(SignatureStart, StringComparison.Ordinal) ? line[SignatureStart.Length..].Split(' ') : [];
        if (parts is not [{ Length: > 0 } name, var encoded])
        {
            throw new FormatException($"'{line}' is not a signature line: it has a dash, a name and a signature.");
        }

        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded, bytes, out var length) || length <= NoteKey.IdBytes)
        {
            throw new FormatException($"The signature by {name} is not base64 of a key id and a signature.");
        }

        return new NoteSignature(name, bytes.AsMemory(0, NoteKey.IdBytes), bytes.AsMemory(NoteKey.IdBytes, length - NoteKey.IdBytes));
    }

    private static void Check(string text)
    {
        if (!text.EndsWith('\n') || text.Any(c => c < ' ' && c != '\n'))
        {
            throw new FormatException("The text of a note ends with a line break and has no other control characters.");
        }
    }
}

/// <param name="KeyId">Four bytes that tell which of the keys of that name to try.</param>
public sealed record NoteSignature(string Name, ReadOnlyMemory<byte> KeyId, ReadOnlyMemory<byte> Bytes);
