namespace Plugin.Node.Configuration;

/// <summary>Images that a setting is about, in the words in which policies name them.</summary>
public sealed class ImagePatterns
{
    private readonly ImageList _images;

    /// <exception cref="ArgumentException">One is not a regular expression; <see cref="Exception.Message"/> says which and why.</exception>
    public ImagePatterns(params IReadOnlyList<string> patterns)
    {
        foreach (var pattern in patterns)
        {
            try
            {
                ImageList.Check(pattern);
            }
            catch (ArgumentException e)
            {
                throw new ArgumentException($"'{pattern}' is not a regular expression: {e.Message.TrimEnd('.')}", e);
            }
        }

        Texts = patterns;
        _images = new ImageList(patterns);
    }

    public static ImagePatterns None { get; } = new();

    public static ImagePatterns All { get; } = new(".*");

    public IReadOnlyList<string> Texts { get; }

    public bool Contains(string image) => _images.Match(image, digest: null) is not null;
}
