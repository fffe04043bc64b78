using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Plugin.Api.Authentication;
using Plugin.Api.Http;
using Plugin.Contracts.Audit;
using Plugin.Domain;
using Plugin.Domain.Access;
using Plugin.EventLog;
using Plugin.ReadModels.Replay;

namespace Plugin.Api.Audit;

/// <summary>Who could see what, and when, see <see cref="AuditRoutes"/>.</summary>
internal static class RunReaderEndpoints
{
    public static void MapRunReaders(this IEndpointRouteBuilder routes) =>
        routes.Get("audit/runs/{id:int:min(1)}/readers", Readers).For(Callers.User)
            .WithSummary("Who could see a run's result as of then, by which rule, and who had read it.")
            .Asks(text: "at").Gives<Contracts.Audit.RunReaders>()
            .Needs(Operation.Receive, Resource.Event, Scope.Global);

    private static async Task<IResult> Readers(HttpContext http, int id, IEventLog log, CancellationToken cancellationToken)
    {
        if (Auditors.Refuse(http) is { } refused)
        {
            return refused;
        }

        if (AsOf.Parse(http.Request.Query["at"]) is not { } asOf)
        {
            return ErrorShapes.Problem(StatusCodes.Status400BadRequest, "at.invalid", AsOf.Rule);
        }

        return await ReadModels.Replay.RunReaders.Of(log, new RunId(id), asOf, cancellationToken) is { } readers
            ? Answers.Ok(View(log, readers))
            : ErrorShapes.Problem(StatusCodes.Status404NotFound, "run.missing", $"There is no run {id}.");
    }

    private static Contracts.Audit.RunReaders View(IEventLog log, ReadModels.Replay.RunReaders readers) => new(
        log.Origin.ToString(), readers.Run.Value, readers.Task.Value, readers.Position,
        [
            .. readers.CouldSee.Select(reader => new Contracts.Audit.PossibleReader(
                reader.Who, reader.Organisation.Value, reader.Rule.Id, Roles.RuleWords.Description(reader.Rule), reader.Roles)),
        ],
        [.. readers.DidRead.Select(read => new Contracts.Audit.RecordedReader(read.Who, read.Position, read.At, read.Rule))]);
}
