using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plugin.Vault.Secrets;

namespace Plugin.Api.Authentication;

/// <summary>
/// HS256 tokens with the claims of the contract. Subjects of containers are JSON objects, which the usual libraries write and cannot read;
/// one small reader for all kinds leaves no second path to get wrong.
/// </summary>
internal sealed class Jwt(RotatingSecret keys)
{
    private static readonly string Header = Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8);

    public string Write(JsonObject claims)
    {
        var content = $"{Header}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims.ToJsonString()))}";
        return $"{content}.{Base64Url.EncodeToString(Sign(keys.Current, content))}";
    }

    /// <summary>The claims of a token that this hub signed; null for anything else. Times are not looked at.</summary>
    public JsonElement? Read(string token)
    {
        var parts = token.Split('.');
        if (parts.Length != 3 || Decode(parts[2]) is not { } signature)
        {
            return null;
        }

        // The algorithm is not taken from the token: a header that names another one was not signed with this key.
        var content = $"{parts[0]}.{parts[1]}";
        if (!keys.Valid.Any(key => CryptographicOperations.FixedTimeEquals(signature, Sign(key, content))) || parts[0] != Header)
        {
            return null;
        }

        return Decode(parts[1]) is { } claims ? JsonElement.Parse(claims) : null;
    }

    private static byte[] Sign(byte[] key, string content) => HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(content));

    private static byte[]? Decode(string text)
    {
        try
        {
            return Base64Url.DecodeFromChars(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
