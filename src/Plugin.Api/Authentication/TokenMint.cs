using System.Text.Json.Nodes;
using Plugin.ReadModels.Tasks;
using Plugin.Vault;

namespace Plugin.Api.Authentication;

/// <summary>Makes the four kinds of tokens. Subjects of users and nodes are JSON integers: nodes compare them with ids.</summary>
internal sealed class TokenMint(Jwt jwt, ApiOptions options, TimeProvider clock, FillRandom random)
{
    public const string Access = "access";
    public const string Refresh = "refresh";

    public (string Access, string Refresh) ForUser(int user, IEnumerable<string> roles) =>
        Pair(user, "user", [.. roles.Select(role => (JsonNode)role)], null);

    /// <param name="keyDigest">The token is void once the node has another key.</param>
    public (string Access, string Refresh) ForNode(int node, string keyDigest) => Pair(node, "node", [], keyDigest[..16]);

    /// <summary>
    /// For the algorithm of one attempt of one run. It does not expire, since algorithms cannot refresh it; it is valid while exactly that
    /// attempt is open.
    /// </summary>
    public string ForContainer(ContainerSubject subject)
    {
        var databases = new JsonArray();
        foreach (var database in subject.Databases)
        {
            var merged = JsonNode.Parse(database.Parameters) as JsonObject ?? [];
            merged["label"] = database.Label;
            databases.Add((JsonNode)merged);
        }

        var claims = Claims(
            Access, "container", [],
            new JsonObject
            {
                ["client_type"] = "container",
                ["node_id"] = subject.Node,
                ["organization_id"] = subject.Organisation,
                ["collaboration_id"] = subject.Collaboration,
                ["study_id"] = subject.Study,
                ["store_id"] = subject.Store,
                ["task_id"] = subject.Task,
                ["image"] = subject.Image,
                ["databases"] = databases,
            });
        claims["run_id"] = subject.Run;
        claims["attempt"] = subject.Attempt;
        return jwt.Write(claims);
    }

    private (string Access, string Refresh) Pair(int subject, string kind, JsonArray roles, string? keyDigest)
    {
        return (Make(Access, options.AccessTokenLifetime), Make(Refresh, options.RefreshTokenLifetime));

        string Make(string type, TimeSpan lifetime)
        {
            var claims = Claims(type, kind, (JsonArray)roles.DeepClone(), subject);
            claims["exp"] = (long)claims["iat"]! + (long)lifetime.TotalSeconds;
            if (keyDigest is not null)
            {
                claims["key"] = keyDigest;
            }

            return jwt.Write(claims);
        }
    }

    private JsonObject Claims(string type, string kind, JsonArray roles, JsonNode subject)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        return new JsonObject
        {
            ["fresh"] = false,
            ["iat"] = now,
            ["nbf"] = now,
            ["jti"] = NewId(),
            ["csrf"] = NewId(),
            ["type"] = type,
            ["sub"] = subject,
            ["client_type"] = kind,
            ["roles"] = roles,
        };
    }

    private string NewId()
    {
        Span<byte> bytes = stackalloc byte[16];
        random(bytes);
        return new Guid(bytes).ToString("D");
    }
}

internal sealed record ContainerSubject(
    int Task, int Collaboration, int? Study, int? Store, string Image, IReadOnlyList<TaskDatabaseRow> Databases, int Run, int Attempt, int Node,
    int Organisation);
