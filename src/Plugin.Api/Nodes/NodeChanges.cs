using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Plugin.Api.Http;
using Plugin.Contracts;
using Plugin.Domain;
using Plugin.Domain.Access;
using Plugin.Grains;
using Plugin.Grains.Nodes;
using Plugin.ReadModels.Nodes;

namespace Plugin.Api.Nodes;

/// <summary>What is done to a node that exists.</summary>
internal static class NodeChanges
{
    private const int MaxAddress = 64;

    public static async Task<IResult> Change(
        HttpContext http, int id, IGrains grains, NodeQueries nodes, Paths paths, CancellationToken cancellationToken)
    {
        var body = await Body.Read(http, Body.SmallLimit, cancellationToken);
        var name = body.Name("name");
        var ip = body.Text("ip", MaxAddress, min: 1);
        var clear = body.Flag("clear_ip");
        if (ip is not null && !IsAddress(ip))
        {
            body.Fail("ip", "Not an IPv4 or IPv6 address.");
        }

        foreach (var fixedField in (ReadOnlySpan<string>)["organization_id", "collaboration_id"])
        {
            if (body.Has(fixedField))
            {
                body.Fail(fixedField, "Cannot be changed here; a collaboration's nodes are changed at /collaboration/{id}/node.");
            }
        }

        if (body.Invalid() is { } invalid)
        {
            return invalid;
        }

        var (_, by, refused) = await nodes.Find(http, id, Operation.Edit, cancellationToken);
        if (by is null)
        {
            return refused!;
        }

        var answer = await grains.Ask(new ChangeNode(by, new NodeId(id), name, clear is true ? "" : ip), cancellationToken);
        return answer.Refusal is { } refusal
            ? ErrorShapes.Message(refusal)
            : Answers.Ok(NodeEndpoints.View(paths, (await nodes.Find(id, cancellationToken))!));
    }

    public static async Task<IResult> Retire(
        HttpContext http, int id, IGrains grains, NodeQueries nodes, CancellationToken cancellationToken)
    {
        var (_, by, refused) = await nodes.Find(http, id, Operation.Delete, cancellationToken);
        if (by is null)
        {
            return refused!;
        }

        var answer = await grains.Ask(new RetireNode(by, new NodeId(id)), cancellationToken);
        return answer.Refusal is { } refusal ? ErrorShapes.Message(refusal) : Answers.Done($"Node {id} is deleted.");
    }

    // Takes no idempotency key: the answer holds the node's key, which is kept nowhere. A repetition makes yet another one.
    public static async Task<IResult> ResetKey(
        HttpContext http, IGrains grains, NodeQueries nodes, CancellationToken cancellationToken)
    {
        var body = await Body.Read(http, Body.SmallLimit, cancellationToken);
        var id = body.Id("id", required: true);
        if (body.Invalid() is { } invalid)
        {
            return invalid;
        }

        var (_, by, refused) = await nodes.Find(http, id!.Value, Operation.Edit, cancellationToken);
        if (by is null)
        {
            return refused!;
        }

        var answer = await grains.Ask(new ResetNodeKey(by, new NodeId(id.Value)), cancellationToken);
        return answer.Refusal is { } refusal ? ErrorShapes.Message(refusal) : Answers.Ok(new NodeKey(answer.Value.ApiKey));
    }

    // The framework also takes "1" and "0x7f.1" for IPv4 addresses.
    private static bool IsAddress(string text) =>
        IPAddress.TryParse(text, out var address)
        && (address.AddressFamily == AddressFamily.InterNetworkV6 || address.ToString() == text);
}
