using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Plugin.Api.AlgorithmStores;
using Plugin.Api.Authentication;
using Plugin.Api.Collaborations;
using Plugin.Api.Http;
using Plugin.Contracts;
using Plugin.Domain;
using Plugin.Domain.Access;
using Plugin.ReadModels.Collaborations;
using Plugin.ReadModels.Nodes;

namespace Plugin.Api.Tasks;

/// <summary>The names of a database's columns: as a node told them, or else by a task that asks.</summary>
internal static class ColumnEndpoints
{
    private const string TaskName = "get_column_names";
    private const string Image = "harbor2.vantage6.ai/algorithms/basics";

    public static void MapColumns(this IEndpointRouteBuilder routes, ApiOptions options) =>
        routes.Post("column", Show).For(Callers.User)
            .WithSummary("The names of a database's columns, or the task that asks for them.")
            .TakesLarge<ColumnQuestion>(options.MaxTaskBody).Gives<ColumnNames>().Gives<TaskView>(StatusCodes.Status201Created)
            .Needs(Operation.Create, Resource.Task);

    private static async Task<IResult> Show(
        HttpContext http, TaskPosting posting, CollaborationQueries collaborations, NodeQueries nodes,
        StoreAuthorization authorization, ApiOptions options, CancellationToken cancellationToken)
    {
        var caller = CurrentCaller.Of(http);
        var body = await Body.Read(http, options.MaxTaskBody, cancellationToken);
        var collaboration = body.Id("collaboration_id", required: true);
        var database = TaskOrder.ReadDatabase(body, "db_label");
        var inputs = TaskOrder.ReadInputs(body);
        if (body.Invalid() is { } invalid)
        {
            return invalid;
        }

        if (await collaborations.Find(collaboration!.Value, cancellationToken) is null)
        {
            return CollaborationEndpoints.Missing(collaboration.Value);
        }

        if (Rights.Denies(caller, Operation.Create, Target.NewTask(new CollaborationId(collaboration.Value))) is { } denied)
        {
            return denied;
        }

        var told = (await nodes.Of(collaboration.Value, cancellationToken))
            .Select(node => node.Facts.Where(fact => fact.Key == $"columns_{database.Label}").Select(fact => fact.Value).ToArray())
            .FirstOrDefault(columns => columns.Length > 0);
        return told is not null
            ? Answers.Ok(new ColumnNames(told))
            : await posting.Post(
                caller, authorization.Of(http, caller),
                new TaskOrder(collaboration, null, Image, TaskName, "", [database], inputs), key: null, cancellationToken);
    }
}
