using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plugin.Contracts.Station;
using Plugin.Node.Attempts;

namespace Plugin.Node.Contract;

/// <summary>
/// The token that an algorithm carries: a JWT that this station signs and that only its own proxy accepts. The algorithm tools read its <c>sub</c>,
/// an object; no tool checks the signature. It does not expire, because tools cannot renew it: the proxy asks whether the attempt is still held.
/// </summary>
/// <param name="key">Kept in the data folder, so that running algorithms survive a restart of the agent.</param>
public sealed class ContainerTokens(byte[] key, TimeProvider time)
{
    private static readonly string Header = Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8);

    public string Mint(ClaimGranted grant, int node)
    {
        var payload = new JsonObject
        {
            ["type"] = "access",
            ["iat"] = time.GetUtcNow().ToUnixTimeSeconds(),
            ["client_type"] = "container",
            ["roles"] = new JsonArray(),
            ["run"] = grant.RunId,
            ["attempt"] = grant.Attempt,
            ["sub"] = new JsonObject
            {
                ["client_type"] = "container",
                ["node_id"] = node,
                ["organization_id"] = grant.OrganizationId,
                ["collaboration_id"] = grant.CollaborationId,
                ["study_id"] = grant.StudyId,
                ["store_id"] = grant.StoreId,
                ["task_id"] = grant.TaskId,
                ["image"] = grant.Image,
                ["databases"] = new JsonArray([.. grant.Databases.Select(Selector)]),
            },
        };
        var body = $"{Header}.{Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(payload))}";
        return $"{body}.{Base64Url.EncodeToString(Signature(body))}";
    }

    /// <summary>The attempt that this token was minted for; null when this station did not mint it.</summary>
    public AttemptId? Verify(string token)
    {
        var dot = token.LastIndexOf('.');
        var parts = token.Split('.');
        if (parts.Length != 3 || parts[0] != Header || !Base64Url.IsValid(parts[1]) || !Base64Url.IsValid(parts[2])
            || !CryptographicOperations.FixedTimeEquals(Base64Url.DecodeFromChars(parts[2]), Signature(token[..dot])))
        {
            return null;
        }

        using var payload = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
        return new AttemptId(payload.RootElement.GetProperty("run").GetInt32(), payload.RootElement.GetProperty("attempt").GetInt32());
    }

    private byte[] Signature(string body) => HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(body));

    private static JsonNode Selector(ClaimedDatabase database)
    {
        var selector = JsonNode.Parse(database.Parameters.Length == 0 ? "{}" : database.Parameters)!.AsObject();
        selector["label"] = database.Label;
        return selector;
    }
}
