using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Plugin.Api.Authentication;
using Plugin.Api.Http;
using Plugin.Contracts;
using Plugin.Contracts.Station;
using Plugin.Domain;
using Plugin.Domain.Access;
using Plugin.Domain.Nodes;
using Plugin.EventLog;
using Plugin.Grains.Witnessing;
using Plugin.ReadModels.Nodes;

namespace Plugin.Api.Nodes;

/// <summary>How it stands with one node: what it told of itself, what it has to do, and when it was away.</summary>
internal static class NodeStates
{
    private const int MostOutages = 50;
    private const int MostRuns = 500;

    public static void MapNodeStates(this IEndpointRouteBuilder routes) =>
        routes.Get("node/{id:int:min(1)}/state", Show).For(Callers.User)
            .WithSummary("A node's versions, rules and sources as its station told them, its runs, its last contact and its outages.")
            .Gives<NodeState>()
            .Needs(Operation.View, Resource.Node);

    private static async Task<IResult> Show(
        HttpContext http, int id, NodeQueries nodes, NodeWork work, WitnessStanding standing, IStore store, CancellationToken cancellationToken)
    {
        var (node, _, refused) = await nodes.Find(http, id, Operation.View, cancellationToken);
        if (node is null)
        {
            return refused!;
        }

        var name = new NodeId(id).ToString();
        var seen = (await store.Live.Presences(name, cancellationToken)).FirstOrDefault(one => one.Key == name);
        var history = NodeHistory.Of(
            (await store.Log.ReadStream(name, 0, cancellationToken)).Select(one => EventCodec.Decode(one.Name, one.Data.Span)).OfType<NodeEvent>());
        var runs = await work.OfNode(id, MostRuns, cancellationToken);
        return Answers.Ok(new NodeState(
            id, node.Status, history.Since, seen?.SeenAt ?? node.LastSeen, node.Told(NodeTelling.AgentVersion), node.Told(NodeTelling.Engine),
            [.. node.Facts.Select(fact => new ConfigEntry(fact.Key, fact.Value))], history.ToldAt,
            [.. runs.Select(run => new NodeRun(run.Run, run.Task, run.Image, run.State, run.Attempt, run.Since))],
            [.. history.Outages.Reverse().Take(MostOutages)], (await standing.Newest(cancellationToken)).GetValueOrDefault(id)?.Size)
        {
            SigningKey = history.SigningKey,
        });
    }
}
