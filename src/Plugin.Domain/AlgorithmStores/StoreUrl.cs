namespace Plugin.Domain.AlgorithmStores;

/// <summary>
/// Addresses of stores, and of this hub as stores know it. They are compared as text and sent in a header, and they stay in the log for
/// ever, so nothing secret may be in them.
/// </summary>
public static class StoreUrl
{
    public const int MaxLength = 1024;

    public const string Rule = "An address is an http or https URL without user, password, query or fragment, for example https://store.example.org/api.";

    public static string Trimmed(string url) => url.TrimEnd('/');

    public static bool IsAcceptable(string url) =>
        url.Length <= MaxLength
        && url.All(c => c is > ' ' and < '\x7f' and not ('\\' or '"' or '<' or '>'))
        && Uri.TryCreate(url, UriKind.Absolute, out var parsed)
        && (parsed.Scheme == Uri.UriSchemeHttp || parsed.Scheme == Uri.UriSchemeHttps)
        && parsed.Host.Length > 0
        && parsed.UserInfo.Length == 0
        && !url.AsSpan().ContainsAny('@', '?', '#');
}
