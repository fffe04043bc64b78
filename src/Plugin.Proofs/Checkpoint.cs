using System.Globalization;

namespace Plugin.Proofs;

/// <summary>
/// A C2SP tlog-checkpoint: what a log says it is at one size. The text is the body of a signed note: origin, size, root in base64, then
/// any extension lines.
/// </summary>
public sealed record Checkpoint(string Origin, long Size, ReadOnlyMemory<byte> Root, IReadOnlyList<string> Extensions)
{
    public string ToText() =>
        string.Concat(new[] { Origin, Size.ToString(CultureInfo.InvariantCulture), Convert.ToBase64String(Root.Span) }
            .Concat(Extensions).Select(line => line + "\n"));

    /// <exception cref="FormatException">It is no checkpoint; the message says what is wrong.</exception>
    public static Checkpoint Parse(string text)
    {
        if (!text.EndsWith('\n'))
        {
            throw new FormatException("A checkpoint ends with a line break.");
        }

        var lines = text[..^1].Split('\n');
        if (lines.Length < 3 || Array.Exists(lines, line => line.Length == 0))
        {
            throw new FormatException("A checkpoint has an origin, a size and a root, and no empty line.");
        }

        // One number has one spelling: a signature covers the text, and two texts must not mean the same.
        if (!long.TryParse(lines[1], NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            || size.ToString(CultureInfo.InvariantCulture) != lines[1])
        {
            throw new FormatException($"'{lines[1]}' is not the size of a log.");
        }

        var root = new byte[MerkleTree.HashSize];
        if (!Convert.TryFromBase64String(lines[2], root, out var written)
            || written != root.Length || Convert.ToBase64String(root) != lines[2])
        {
            throw new FormatException($"'{lines[2]}' is not a SHA-256 hash in base64.");
        }

        return new Checkpoint(lines[0], size, root, lines[3..]);
    }
}
