using System.Text;
using System.Text.Json;
using Plugin.Domain;
using Plugin.Domain.Access;
using Plugin.EventLog;
using Plugin.Grains;
using Plugin.ReadModels.Nodes;
using Plugin.ReadModels.Roles;
using Plugin.ReadModels.Runs;
using Plugin.ReadModels.Users;

namespace Plugin.Api.Authentication;

/// <summary>From the claims of a token to a caller, as the read tables know it at this moment: a token outlives neither its owner nor its run.</summary>
internal sealed class CallerDirectory
{
    private readonly RoleQueries _roles;
    private readonly RunQueries _runs;
    private readonly Gathering<int, (UserRow User, IReadOnlyList<int> Collaborations)?> _users;
    private readonly Gathering<int, (NodeRow Node, string KeyDigest)?> _nodes;

    public CallerDirectory(UserQueries users, RoleQueries roles, NodeQueries nodes, RunQueries runs, IVaultTable vault)
    {
        (_roles, _runs) = (roles, runs);
        _users = new(async ids =>
        {
            var found = (await users.FindMany(ids, CancellationToken.None)).ToDictionary(row => row.User.Id);
            return [.. ids.Select(id => found.TryGetValue(id, out var row) ? row : ((UserRow, IReadOnlyList<int>)?)null)];
        });
        _nodes = new(async ids =>
        {
            var reading = vault.ReadMany(Keys.NodeKeyDigest, [.. ids.Select(id => new NodeId(id).ToString())], CancellationToken.None);
            var found = (await nodes.FindMany(ids, CancellationToken.None)).ToDictionary(row => row.Id);
            var digests = await reading;
            return [.. ids.Select(id =>
                found.TryGetValue(id, out var row) && digests.TryGetValue(new NodeId(id).ToString(), out var digest)
                    ? (row, Encoding.UTF8.GetString(digest.Span))
                    : ((NodeRow, string)?)null)];
        });
    }

    /// <summary>Null when there is no such caller, or no longer.</summary>
    public async Task<CurrentCaller?> Find(JsonElement claims, CancellationToken cancellationToken) =>
        (Text(claims, "client_type"), Number(claims, "sub")) switch
        {
            ("user", { } id) => await FindUser(id, cancellationToken) is { User.IsDeactivated: false } user && IsSince(user.User.SessionsFrom, claims) ? user : null,
            ("node", { } id) => await FindNode(id, Text(claims, "key"), cancellationToken),
            ("container", null) when Number(claims, "run_id") is { } run && Number(claims, "attempt") is { } attempt =>
                await FindContainer(run, attempt, cancellationToken),
            _ => null,
        };

    public async Task<UserCaller?> FindUser(int id, CancellationToken cancellationToken)
    {
        if (await _users.Ask(id, cancellationToken) is not ({ } user, var counting))
        {
            return null;
        }

        var held = await _roles.Of(user.Roles, cancellationToken);
        return new UserCaller(
            user,
            new Caller.OfUser(
                new UserId(id), new OrganisationId(user.OrganisationId), counting.Select(c => new CollaborationId(c)).ToValueList(),
                RoleRow.Effective(held, user.Rules))
            {
                Roles = held.Select(role => new RoleId(role.Id)).ToValueList(),
            })
        {
            RoleNames = [.. held.Select(role => role.Name)],
        };
    }

    public async Task<NodeCaller?> FindNode(int id, string? keyDigest, CancellationToken cancellationToken)
    {
        // A node that was taken out of its collaboration has nothing to ask until it is put into another.
        if (await _nodes.Ask(id, cancellationToken) is not ({ CollaborationId: { } collaboration } node, var digest)
            || keyDigest is null
            || !digest.StartsWith(keyDigest, StringComparison.Ordinal))
        {
            return null;
        }

        return new NodeCaller(
            node,
            new Caller.OfNode(new NodeId(id), new OrganisationId(node.OrganisationId), new CollaborationId(collaboration)));
    }

    private async Task<ContainerCaller?> FindContainer(int id, int attempt, CancellationToken cancellationToken) =>
        await _runs.Find(id, cancellationToken) is { IsOpen: true, State: not "pending" } run && run.Attempt == attempt
            ? new ContainerCaller(
                run,
                new Caller.OfContainer(
                    new NodeId(run.NodeId), new OrganisationId(run.OrganisationId), new CollaborationId(run.CollaborationId),
                    new TaskId(run.TaskId), new TaskId(run.TaskJobId)))
            : null;

    // Tokens tell whole seconds, so the one in which sessions ended lets both sides of it through.
    private static bool IsSince(DateTimeOffset? moment, JsonElement claims) =>
        moment is null || claims.TryGetProperty("iat", out var made) && made.GetInt64() >= moment.Value.ToUnixTimeSeconds();

    private static string? Text(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static int? Number(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
            ? number
            : null;
}
