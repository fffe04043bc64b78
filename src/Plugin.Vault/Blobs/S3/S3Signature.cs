using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Plugin.Vault.Blobs.S3;

/// <summary>AWS Signature Version 4 in the Authorization header, as S3 documents it.</summary>
public static class S3Signature
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>
    /// Adds the time, the body's hash and the signature. Path and query are signed as they stand: they must be in S3's escaping, the query
    /// sorted by name, with <c>=</c> after each.
    /// </summary>
    public static void Sign(
        HttpRequestMessage request, ReadOnlySpan<byte> body, S3Credentials credentials, string region, DateTimeOffset now)
    {
        var uri = request.RequestUri!;
        var time = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var date = time[..8];
        var hash = Convert.ToHexStringLower(SHA256.HashData(body));
        request.Headers.Add("x-amz-content-sha256", hash);
        request.Headers.Add("x-amz-date", time);
        var headers = request.Headers
            .Select(header => (Name: header.Key.ToLowerInvariant(), Value: string.Join(',', header.Value).Trim()))
            .Append((Name: "host", Value: uri.Authority))
            .OrderBy(header => header.Name, StringComparer.Ordinal)
            .ToArray();
        var signed = string.Join(';', headers.Select(header => header.Name));
        var canonical = string.Join(
            '\n',
            [
                request.Method.Method, uri.AbsolutePath, uri.Query.TrimStart('?'), .. headers.Select(header => $"{header.Name}:{header.Value}"),
                "", signed, hash,
            ]);
        var scope = $"{date}/{region}/s3/aws4_request";
        var toSign = $"{Algorithm}\n{time}\n{scope}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        var key = Hmac(Hmac(Hmac(Hmac(Encoding.UTF8.GetBytes("AWS4" + credentials.Secret), date), region), "s3"), "aws4_request");
        request.Headers.TryAddWithoutValidation(
            "Authorization",
            $"{Algorithm} Credential={credentials.KeyId}/{scope},SignedHeaders={signed},Signature={Convert.ToHexStringLower(Hmac(key, toSign))}");
    }

    private static byte[] Hmac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));
}
