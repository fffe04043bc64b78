using System.Buffers;
using System.Text.RegularExpressions;

namespace Plugin.Policies;

/// <summary>
/// Images by name, by regular expression or by digest. An expression has to match the whole name: one that forgets its end must not allow a longer
/// name. A digest (<c>sha256:…</c>) means the image itself, whatever it is called. A name without a tag means all its tags.
/// </summary>
public sealed partial class ImageList(IReadOnlyList<string> entries)
{
    private readonly IReadOnlyList<(string Text, Regex? Pattern)> _entries =
        [.. entries.Select(e => (e, IsPattern(e) ? Whole(e) : null))];

    public bool IsEmpty => _entries.Count == 0;

    /// <summary>An entry may turn out to match once it is known what an unpinned name stands for.</summary>
    public bool AsksForDigests => _entries.Any(e => e.Text.Contains("sha256:", StringComparison.Ordinal));

    /// <summary>The entry that matches; null when none does.</summary>
    /// <param name="digest">What the name stands for; null or empty when that is not known.</param>
    public string? Match(string image, string? digest)
    {
        var (name, pinned) = (WithoutTag(image), DigestOf(image) ?? DigestOf(digest));
        string[] names = pinned is null ? [image] : [image, $"{name}@{pinned}"];
        return _entries.FirstOrDefault(e => e.Pattern is { } pattern
            ? names.Any(pattern.IsMatch)
            : e.Text == name || e.Text == pinned || names.Contains(e.Text)).Text;
    }

    /// <exception cref="ArgumentException">It is meant as a regular expression and is none, or one that cannot be tried in linear time.</exception>
    public static void Check(string entry)
    {
        try
        {
            // By itself too: half of an expression must not be made whole by what is put around it.
            _ = IsPattern(entry) ? (new Regex(entry, Options), Whole(entry)) : default;
        }
        catch (NotSupportedException e)
        {
            throw new ArgumentException(e.Message, e);
        }
    }

    /// <summary>Of an entry as plain text a dot is a dot: another registry's name must not fit it.</summary>
    public static bool IsPattern(string entry) => entry.AsSpan().ContainsAny(Special);

    /// <summary>The end is \z: $ would let a line break follow. Linear time, because names come from outside.</summary>
    /// <exception cref="ArgumentException">It is no expression.</exception>
    public static Regex Whole(string entry) => new($@"\A(?:{entry})\z", Options);

    /// <summary>The digest in a pinned name or in what an engine says of an image; null when there is none.</summary>
    public static string? DigestOf(string? image) =>
        image is not null && Digest.Match(image[(image.LastIndexOf('@') + 1)..]) is { Success: true, Value: var digest } ? digest : null;

    private static readonly SearchValues<char> Special = SearchValues.Create(@"*\?$^[](){}|+");

    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    private static string WithoutTag(string image)
    {
        var name = image.Split('@')[0];
        return name.LastIndexOf(':') is var tag && tag > name.LastIndexOf('/') ? name[..tag] : name;
    }

    [GeneratedRegex(@"\Asha256:[0-9a-f]{64}\z")]
    private static partial Regex Digest { get; }
}
