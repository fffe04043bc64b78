using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Plugin.Api.Authentication;
using Plugin.Api.Http;
using Plugin.Contracts;
using Plugin.ReadModels.Runs;
using Plugin.ReadModels.Tasks;

namespace Plugin.Api.Vpn;

/// <summary>This hub has no VPN of its own. Where containers reach each other is told of nodes that have one from elsewhere.</summary>
internal static class VpnEndpoints
{
    public static void MapVpn(this IEndpointRouteBuilder routes)
    {
        routes.Get("vpn", None).For(Callers.Node)
            .WithSummary("The VPN's configuration; this hub has none.")
            .Gives<Message>(StatusCodes.Status501NotImplemented)
            .NeedsNoRule(Because.Public);
        routes.Post("vpn/update", None).For(Callers.Node)
            .WithSummary("New VPN keys; this hub has none.")
            .Takes<VpnUpdate>().Gives<Message>(StatusCodes.Status501NotImplemented)
            .NeedsNoRule(Because.Public);
        routes.Get("vpn/algorithm/addresses", ShowAddresses).For(Callers.Container)
            .WithSummary("Where containers of the same job can be reached.")
            .Asks(text: "label", flag: "only_children only_parent only_siblings only_self include_children include_parent").Gives<AlgorithmAddresses>()
            .NeedsNoRule(Because.OwnJob);
    }

    private static IResult None() => ErrorShapes.Message(StatusCodes.Status501NotImplemented, "This hub has no VPN.");

    private static async Task<IResult> ShowAddresses(
        HttpContext http, RunQueries runs, TaskQueries tasks, CancellationToken cancellationToken)
    {
        var own = ((ContainerCaller)CurrentCaller.Of(http)).Run;
        var filters = new Filters(http);
        string[] only = [.. ((string[])["only_children", "only_parent", "only_siblings", "only_self"]).Where(name => filters.Flag(name) == true)];
        var (children, parent) = (filters.Flag("include_children") == true, filters.Flag("include_parent") == true);
        var label = filters.Text("label");
        if (only.Length > 1)
        {
            filters.Fail(only[1], $"Cannot be asked for together with {only[0]}.");
        }

        if (filters.Invalid() is { } invalid)
        {
            return invalid;
        }

        var task = (await tasks.Find(own.TaskId, cancellationToken))!;
        var selection = only is [var one] ? one : "";
        var related = new Dictionary<int, int?>();
        if (selection is "" or "only_siblings" or "only_self")
        {
            related[task.Id] = task.ParentId;
        }

        if (selection == "only_children" || children)
        {
            foreach (var child in await tasks.Children(task.Id, cancellationToken))
            {
                related[child] = task.Id;
            }
        }

        if ((selection == "only_parent" || parent) && task.ParentId is { } above)
        {
            related[above] = (await tasks.Find(above, cancellationToken))?.ParentId;
        }

        RunRow[] wanted =
        [
            .. (await runs.OfTasks([.. related.Keys], cancellationToken)).Where(run => selection switch
            {
                "only_self" => run.TaskId != own.TaskId || run.Id == own.Id,
                "only_siblings" => run.Id != own.Id,
                _ => true,
            }),
        ];
        var ports = (await runs.Ports([.. wanted.Select(run => run.Id)], cancellationToken)).ToLookup(port => port.RunId);
        return Answers.Ok(new AlgorithmAddresses(
        [
            .. from run in wanted
               from port in ports[run.Id]
               where label is null || port.Label == label
               select new AlgorithmAddress(run.NodeIp, port.Port, port.Label, run.OrganisationId, run.TaskId, related[run.TaskId]),
        ]));
    }
}
