using System.Text.RegularExpressions;

namespace Plugin.Vault.Blobs.S3;

/// <summary>
/// A bucket and the prefix of our objects in it: <c>s3://HOST[:PORT]/BUCKET[/PREFIX][?region=REGION]</c>, and <c>s3+http://…</c> for a
/// store that is reached without TLS. The bucket stands in the path, which every S3-compatible store understands.
/// </summary>
public sealed partial record S3Location(Uri Endpoint, string Bucket, string Prefix, string Region)
{
    private const string Form = "s3://HOST[:PORT]/BUCKET[/PREFIX][?region=REGION], or s3+http://… without TLS";

    /// <exception cref="FormatException">It has another form; the message says which it should have.</exception>
    public static S3Location Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("s3" or "s3+http") || uri.Host.Length == 0
            || uri.UserInfo.Length > 0)
        {
            throw new FormatException($"A store of contents is named as {Form}; credentials never stand in it.");
        }

        // Only what needs no escaping, so that what is signed is what is sent.
        if (Names().Match(uri.AbsolutePath) is not { Success: true } names)
        {
            throw new FormatException($"The path '{uri.AbsolutePath}' is not /BUCKET[/PREFIX] of letters, digits, '.', '_' and '-'.");
        }

        var region = uri.Query.Length == 0 ? "us-east-1"
            : RegionQuery().Match(uri.Query) is { Success: true } match ? match.Groups[1].Value
            : throw new FormatException($"'{uri.Query}' is not ?region=REGION.");
        var scheme = uri.Scheme == "s3" ? Uri.UriSchemeHttps : Uri.UriSchemeHttp;
        var prefix = names.Groups[2].Value.Trim('/');
        return new S3Location(
            new UriBuilder(scheme, uri.Host, uri.IsDefaultPort || uri.Port < 0 ? -1 : uri.Port).Uri, names.Groups[1].Value,
            prefix.Length == 0 ? "" : prefix + "/", region);
    }

    [GeneratedRegex(@"^/([A-Za-z0-9._-]+)((?:/[A-Za-z0-9._-]+)*)/?$")]
    private static partial Regex Names();

    [GeneratedRegex(@"^\?region=([A-Za-z0-9-]+)$")]
    private static partial Regex RegionQuery();
}

public sealed record S3Credentials(string KeyId, string Secret)
{
    // The generated text would show the secret.
    public override string ToString() => $"S3Credentials {{ KeyId = {KeyId} }}";
}
