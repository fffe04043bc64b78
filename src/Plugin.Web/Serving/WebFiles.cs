using System.Text;

namespace Plugin.Web.Serving;

/// <summary>The built page: a document that names the rest.</summary>
public sealed class WebFiles
{
    private const string Prefix = "web/";
    private const string IndexName = "index.html";

    private readonly Dictionary<string, WebFile> _files;

    private WebFiles(IEnumerable<(string Path, byte[] Content)> files)
    {
        _files = files.ToDictionary(file => file.Path, file => new WebFile(file.Path, file.Content), StringComparer.Ordinal);
        Index = _files.Remove(IndexName, out var index) ? Encoding.UTF8.GetString(index.Content) : null;
    }

    /// <summary>No page.</summary>
    public static WebFiles None { get; } = new([]);

    /// <summary>Null: nobody has built the page.</summary>
    internal string? Index { get; }

    /// <summary>What was in <c>dist</c> when this program was built.</summary>
    public static WebFiles Built()
    {
        var assembly = typeof(WebFiles).Assembly;
        return new WebFiles(assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Select(name =>
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            return (name[Prefix.Length..], content);
        }));
    }

    /// <summary>What is in a folder now.</summary>
    /// <exception cref="InvalidDataException">There is no page in it.</exception>
    public static WebFiles In(string folder)
    {
        if (!File.Exists(Path.Combine(folder, IndexName)))
        {
            throw new InvalidDataException($"There is no {IndexName} in {folder}; deploy/web.sh makes src/Plugin.Web/dist.");
        }

        return new WebFiles(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file =>
            (Path.GetRelativePath(folder, file).Replace('\\', '/'), File.ReadAllBytes(file))));
    }

    /// <param name="path">As it was asked for, with a leading slash.</param>
    internal WebFile? Find(string path) => _files.GetValueOrDefault(path.TrimStart('/'));
}
