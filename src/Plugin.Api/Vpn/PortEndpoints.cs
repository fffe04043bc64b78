using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Plugin.Api.Authentication;
using Plugin.Api.Http;
using Plugin.Contracts;
using Plugin.Domain;
using Plugin.Domain.Runs;
using Plugin.Grains;
using Plugin.ReadModels.Runs;
using ClosePorts = Plugin.Grains.Runs.ClosePorts;
using OpenPort = Plugin.Grains.Runs.OpenPort;

namespace Plugin.Api.Vpn;

/// <summary>What a node tells about the ports of the container of one of its runs.</summary>
internal static class PortEndpoints
{
    private const int MaxLabel = 128;
    private const int MaxPort = 65535;

    public static void MapPorts(this IEndpointRouteBuilder routes)
    {
        routes.Post("port", Open).For(Callers.Node)
            .WithSummary("Tells of a port of a run's container that containers of other nodes may reach.")
            .Takes<NewPort>().Gives<RunPort>(StatusCodes.Status201Created)
            .NeedsNoRule(Because.OwnRuns);
        routes.Remove("port", Close).For(Callers.Node)
            .WithSummary("All ports of a run are closed.")
            .Asks(id: "run_id", required: "run_id").GivesMessage()
            .NeedsNoRule(Because.OwnRuns);
    }

    private static async Task<IResult> Open(HttpContext http, IGrains grains, RunQueries runs, CancellationToken cancellationToken)
    {
        var caller = (NodeCaller)CurrentCaller.Of(http);
        var body = (await Body.Read(http, Body.SmallLimit, cancellationToken)).NullIsAbsent("label");
        var (port, run, label) = (body.Id("port", required: true), body.Id("run_id", required: true), body.Text("label", MaxLabel));
        if (port > MaxPort)
        {
            body.Fail("port", $"Not a port (1 to {MaxPort}).");
        }

        if (body.Invalid() is { } invalid)
        {
            return invalid;
        }

        if (await NotTheirs(caller, run!.Value, runs, cancellationToken) is { } refused)
        {
            return refused;
        }

        var answer = await grains.Ask(new OpenPort(caller.By(), new RunId(run.Value), caller.Id, port!.Value, label), cancellationToken);
        return answer.Refusal is { } refusal
            ? ErrorShapes.Message(refusal)
            : Answers.Created(new RunPort(answer.Value.Value, port.Value, label));
    }

    private static async Task<IResult> Close(HttpContext http, IGrains grains, RunQueries runs, CancellationToken cancellationToken)
    {
        var caller = (NodeCaller)CurrentCaller.Of(http);
        var filters = new Filters(http);
        var run = filters.Id("run_id");
        if (run is null && filters.Text("run_id") is null)
        {
            filters.Fail("run_id", "Missing.");
        }

        if (filters.Invalid() is { } invalid)
        {
            return invalid;
        }

        if (await NotTheirs(caller, run!.Value, runs, cancellationToken) is { } refused)
        {
            return refused;
        }

        var answer = await grains.Ask(new ClosePorts(caller.By(), new RunId(run.Value), caller.Id), cancellationToken);
        return answer.Refusal is { } refusal ? ErrorShapes.Message(refusal) : Answers.Done($"The ports of run {run} are closed.");
    }

    /// <summary>A node learns no more of a run that is not its own than that it is not.</summary>
    private static async Task<IResult?> NotTheirs(NodeCaller caller, int run, RunQueries runs, CancellationToken cancellationToken) =>
        (await runs.Find(run, cancellationToken))?.NodeId == caller.Node.Id ? null : ErrorShapes.Message(RunRefusals.OtherNode);
}
