using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Plugin.Api.Audit;
using Plugin.Api.Authentication;
using Plugin.Api.Http;
using Plugin.Contracts.Hub;
using Plugin.Domain.Access;
using Plugin.EventLog;
using Plugin.Grains.Silos;

namespace Plugin.Api.Silos;

/// <summary>The hub as a cluster of silos, see <see cref="HubRoutes"/>.</summary>
internal static class SiloEndpoints
{
    public static void MapSilos(this IEndpointRouteBuilder routes) =>
        routes.Get(HubRoutes.Silos, Show).For(Callers.User)
            .WithSummary("The silos of the hub: how they do, who is connected to them, which duties they hold.")
            .Gives<HubStatus>()
            .Needs(Operation.Receive, Resource.Event, Scope.Global);

    private static async Task<IResult> Show(HttpContext http, Cluster cluster, IEventLog log, CancellationToken cancellationToken)
    {
        if (Auditors.Refuse(http) is { } refusal)
        {
            return refusal;
        }

        var silos = await cluster.Silos(cancellationToken);
        return Answers.Ok(new HubStatus(
            log.Origin.ToString(), await log.Head(cancellationToken),
            silos.Where(silo => silo.State != SiloState.Lost).Sum(silo => silo.Card.Nodes), [.. silos.Select(View)]));
    }

    private static SiloView View(SiloStatus silo)
    {
        var card = silo.Card;
        return new SiloView(
            silo.Id, StateOf(silo.State), card.Address, card.Version, card.StartedAt, silo.SeenAt, Math.Max(0, card.Head - card.Position),
            card.Nodes, card.UnderWay, card.PerSecond, card.Cpu, card.Memory, [.. silo.Duties.Select(duty => duty.Duty)])
        {
            FailedPerSecond = card.FailedPerSecond,
            Mails = card.Mails is { } mails ? new MailState(mails.Waiting, mails.Sent, mails.Failed) : null,
        };
    }

    internal static string StateOf(SiloState state) => state switch
    {
        SiloState.Serving => SiloStates.Serving,
        SiloState.Leaving => SiloStates.Leaving,
        SiloState.Lost => SiloStates.Lost,
        _ => throw new UnreachableException($"{state} is not a state of a silo."),
    };
}
