namespace Plugin.Client;

/// <param name="Url">Scheme, host and port.</param>
/// <param name="ApiPath">Where the API lives below it, for example <c>/api</c>; may be empty.</param>
/// <param name="CaFile">PEM file with the certificate authorities to trust instead of the machine's own.</param>
public sealed record HubAddress(Uri Url, string ApiPath, string? CaFile = null)
{
    /// <summary>The absolute address of a route below the API path, such as <c>station/feed?session=…</c>.</summary>
    public Uri Of(string route) => new(Url, $"{ApiPath.TrimEnd('/')}/{route.TrimStart('/')}");

    /// <summary>Checks what a person wrote in a configuration file or on a command line.</summary>
    /// <exception cref="FormatException">The text names no http or https address.</exception>
    public static HubAddress Parse(string url, string apiPath, string? caFile = null)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.Scheme is not ("http" or "https"))
        {
            throw new FormatException($"'{url}' is not an address of a hub; it should look like https://hub.example.org:443.");
        }

        return new HubAddress(parsed, apiPath.Length == 0 || apiPath.StartsWith('/') ? apiPath : "/" + apiPath, caFile);
    }
}
