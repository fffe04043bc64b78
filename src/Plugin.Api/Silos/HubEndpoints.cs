using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Plugin.Api.Audit;
using Plugin.Api.Authentication;
using Plugin.Api.Http;
using Plugin.Api.Nodes;
using Plugin.Contracts.Hub;
using Plugin.Domain.Access;
using Plugin.EventLog;
using Plugin.Grains.Stations;
using Plugin.Grains.Witnessing;
using Plugin.ReadModels.Collaborations;
using Plugin.ReadModels.Nodes;
using Plugin.ReadModels.Organisations;

namespace Plugin.Api.Silos;

/// <summary>What an operator watches besides the silos, see <see cref="HubRoutes"/>.</summary>
internal static class HubEndpoints
{
    public static void MapHub(this IEndpointRouteBuilder routes)
    {
        routes.Get(HubRoutes.History, History).For(Callers.User)
            .WithSummary("The hub's last hour: load, errors, queues and feeds.")
            .Gives<HubHistory>()
            .Needs(Operation.Receive, Resource.Event, Scope.Global);
        routes.Get(HubRoutes.Log, Log).For(Callers.User)
            .WithSummary("How the log grows, and how far it is signed by the hub and by the nodes.")
            .Gives<LogState>()
            .Needs(Operation.Receive, Resource.Event, Scope.Global);
        routes.Get(HubRoutes.Stations, Stations).For(Callers.User)
            .WithSummary("Every node: when its station was last heard of, its versions, what waits for it, how far it has signed.")
            .Gives<StationState[]>()
            .Needs(Operation.Receive, Resource.Event, Scope.Global);
    }

    private static async Task<IResult> History(HttpContext http, HubHistorian historian, CancellationToken cancellationToken) =>
        Auditors.Refuse(http) ?? Answers.Ok(await historian.Read(cancellationToken));

    private static async Task<IResult> Log(
        HttpContext http, IStore store, WitnessStanding standing, NodeQueries nodes, LogGrowth growth, CancellationToken cancellationToken)
    {
        if (Auditors.Refuse(http) is { } refusal)
        {
            return refusal;
        }

        var head = await store.Log.Head(cancellationToken);
        var newest = await store.Proof.NewestCheckpoint(cancellationToken);
        var signed = await standing.Newest(cancellationToken);
        var names = (await nodes.FindMany([.. signed.Keys], cancellationToken)).ToDictionary(node => node.Id, node => node.Name);
        return Answers.Ok(new LogState(
            store.Log.Origin.ToString(), head, newest is null ? null : new CheckpointState(newest.Size, newest.At),
            signed.Values.Max(signature => signature?.Size) ?? 0,
            [.. signed.OrderBy(node => node.Key).Select(node => new WitnessState(
                node.Key, names.GetValueOrDefault(node.Key, ""), node.Value?.Size, node.Value?.At))],
            await growth.Read(head, cancellationToken)));
    }

    private static async Task<IResult> Stations(
        HttpContext http, IStore store, NodeQueries nodes, NodeWork work, WitnessStanding standing, OrganisationQueries organisations,
        CollaborationQueries collaborations, CancellationToken cancellationToken)
    {
        if (Auditors.Refuse(http) is { } refusal)
        {
            return refusal;
        }

        var rows = await nodes.All(cancellationToken);
        var seen = (await store.Live.Presences(StationPresence.KeyPrefix, cancellationToken)).ToDictionary(one => one.Key, one => one.SeenAt);
        var open = await work.All(cancellationToken);
        var signed = await standing.Newest(cancellationToken);
        var hospitals = (await organisations.ByIds([.. rows.Select(row => row.OrganisationId).Distinct()], cancellationToken))
            .ToDictionary(row => row.Id, row => row.Name);
        var names = (await collaborations.ByIds([.. rows.Select(row => row.CollaborationId).OfType<int>().Distinct()], cancellationToken))
            .ToDictionary(row => row.Id, row => row.Name);
        return Answers.Ok(rows.Select(row =>
        {
            var todo = open.GetValueOrDefault(row.Id);
            return new StationState(
                row.Id, row.Name, row.OrganisationId, hospitals.GetValueOrDefault(row.OrganisationId), row.CollaborationId,
                row.CollaborationId is { } id ? names.GetValueOrDefault(id) : null, row.Status,
                seen.TryGetValue($"{StationPresence.KeyPrefix}{row.Id}", out var at) ? at : row.LastSeen, row.Told(NodeTelling.AgentVersion),
                row.Told(NodeTelling.Engine), todo?.Waiting ?? 0, todo?.WaitingSince, todo?.Running ?? 0,
                signed.GetValueOrDefault(row.Id)?.Size);
        }).ToArray());
    }
}
