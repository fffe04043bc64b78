using System.Text.RegularExpressions;

namespace Plugin.Node.Configuration;

/// <summary>
/// Regular expressions for names of images. The whole name has to match: a pattern that forgets its end must not take in a longer name. In linear
/// time, because names come from outside.
/// </summary>
public sealed class ImagePatterns
{
    private readonly IReadOnlyList<Regex> _patterns;

    /// <exception cref="ArgumentException">One is not a regular expression; <see cref="Exception.Message"/> says which and why.</exception>
    public ImagePatterns(params IReadOnlyList<string> patterns)
    {
        Texts = patterns;
        _patterns = [.. patterns.Select(Parse)];
    }

    public static ImagePatterns None { get; } = new();

    public static ImagePatterns All { get; } = new(".*");

    public IReadOnlyList<string> Texts { get; }

    public bool Contains(string image) => _patterns.Any(p => p.IsMatch(image));

    private static Regex Parse(string pattern)
    {
        try
        {
            return new Regex($"^(?:{pattern})$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new ArgumentException($"'{pattern}' is not a regular expression: {e.Message.TrimEnd('.')}", e);
        }
    }
}
