using System.IO.Compression;
using System.Security.Cryptography;

namespace Plugin.Web.Serving;

/// <summary>One file of the page, in memory, compressed when it is first asked for.</summary>
/// <param name="path">Below the page's root, without a leading slash.</param>
internal sealed class WebFile(string path, byte[] content)
{
    /// <summary>Small ones grow.</summary>
    private const int WorthCompressing = 1024;

    /// <summary>Nearly as small as can be, in a tenth of the time.</summary>
    private const int BrotliQuality = 7;

    private const int BrotliWindow = 22;

    private readonly Lazy<byte[]> _brotli = new(() => Brotli(content));
    private readonly Lazy<byte[]> _gzip = new(() => Gzip(content));

    public byte[] Content => content;

    public string ContentType { get; } = Path.GetExtension(path) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" or ".mjs" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".json" => "application/json",
        ".webmanifest" => "application/manifest+json",
        ".svg" => "image/svg+xml",
        ".png" => "image/png",
        ".ico" => "image/x-icon",
        ".woff2" => "font/woff2",
        ".txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    };

    /// <summary>Its name tells its content, so it never changes.</summary>
    public bool IsForEver { get; } = path.StartsWith("assets/", StringComparison.Ordinal);

    public string Tag { get; } = Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 12));

    /// <param name="accepted">Of the request's Accept-Encoding, without weights.</param>
    public (byte[] Content, string? Encoding) For(ICollection<string> accepted) =>
        content.Length < WorthCompressing || !IsText ? (content, null)
        : accepted.Contains("br") ? (_brotli.Value, "br")
        : accepted.Contains("gzip") ? (_gzip.Value, "gzip")
        : (content, null);

    private bool IsText => ContentType.StartsWith("text/", StringComparison.Ordinal) || ContentType.Contains("json", StringComparison.Ordinal)
        || ContentType == "image/svg+xml";

    private static byte[] Brotli(byte[] content)
    {
        var compressed = new byte[BrotliEncoder.GetMaxCompressedLength(content.Length)];
        return BrotliEncoder.TryCompress(content, compressed, out var length, BrotliQuality, BrotliWindow)
            ? compressed[..length]
            : throw new InvalidOperationException("There was less room than brotli asks for.");
    }

    private static byte[] Gzip(byte[] content)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal))
        {
            gzip.Write(content);
        }

        return compressed.ToArray();
    }
}
