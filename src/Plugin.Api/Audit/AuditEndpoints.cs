using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Plugin.Api.Authentication;
using Plugin.Api.Collaborations;
using Plugin.Api.Http;
using Plugin.Contracts.Audit;
using Plugin.Domain;
using Plugin.Domain.Access;
using Plugin.Domain.Organisations;
using Plugin.EventLog;
using Plugin.EventLog.Entries;
using Plugin.ReadModels.Collaborations;
using Plugin.ReadModels.Replay;

namespace Plugin.Api.Audit;

/// <summary>The log as an auditor reads it, see <see cref="AuditRoutes"/>. Events are as they were hashed: sealed text stays sealed. It is open in states.</summary>
internal static class AuditEndpoints
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 1000;

    public static void MapAudit(this IEndpointRouteBuilder routes)
    {
        routes.Get(AuditRoutes.Log, Log).For(Callers.User)
            .WithSummary("The log from a position on.")
            .Asks(number: "after limit").Gives<EventPage>()
            .Needs(Operation.Receive, Resource.Event, Scope.Global);
        routes.Get("audit/streams/{stream}/events", OfStream).For(Callers.User)
            .WithSummary("One stream, for example run-12.")
            .Asks(number: "after limit").Gives<EventPage>()
            .Needs(Operation.Receive, Resource.Event, Scope.Global);
        routes.Get("audit/streams/{stream}/state", State).For(Callers.User)
            .WithSummary("What something was like as of a position or time, and every change up to there.")
            .Asks(text: "at").Gives<StreamState>()
            .Needs(Operation.Receive, Resource.Event, Scope.Global);
        routes.Get("audit/tasks/{id:int:min(1)}/events", OfTask).For(Callers.User)
            .WithSummary("All events of a task, its runs and subtasks, and who read them.")
            .Asks(number: "after limit").Gives<EventPage>()
            .Needs(Operation.View, Resource.Task);
        routes.Get("audit/organizations/{id:int:min(1)}/key", OfKey).For(Callers.User)
            .WithSummary("The events that set an organization's public key, oldest first.")
            .Gives<EventPage>()
            .Needs(Operation.View, Resource.Organisation);
    }

    private static async Task<IResult> Log(HttpContext http, IEventLog log, CancellationToken cancellationToken)
    {
        var (after, limit, invalid) = Range(http);
        if ((invalid ?? Auditors.Refuse(http)) is { } refused)
        {
            return refused;
        }

        var head = await log.Head(cancellationToken);
        var events = await log.Read(after, limit, cancellationToken);
        return Answers.Ok(Page(log, head, events, events.Count == limit && events[^1].Position < head ? events[^1].Position : null));
    }

    private static async Task<IResult> OfStream(HttpContext http, string stream, IEventLog log, CancellationToken cancellationToken)
    {
        var (after, limit, invalid) = Range(http);
        if ((invalid ?? Auditors.Refuse(http)) is { } refused)
        {
            return refused;
        }

        var head = await log.Head(cancellationToken);
        var events = await log.ReadStream(stream, 0, cancellationToken);
        return events.Count == 0
            ? ErrorShapes.Problem(StatusCodes.Status404NotFound, "stream.missing", $"There is no stream {stream}.")
            : Answers.Ok(Page(log, head, events, after, limit));
    }

    private static async Task<IResult> State(
        HttpContext http, string stream, IEventLog log, IVaultTable vault, CancellationToken cancellationToken)
    {
        if (Auditors.Refuse(http) is { } refused)
        {
            return refused;
        }

        if (AsOf.Parse(http.Request.Query["at"]) is not { } asOf)
        {
            return ErrorShapes.Problem(StatusCodes.Status400BadRequest, "at.invalid", AsOf.Rule);
        }

        return await StreamReplay.Of(log, vault, stream, asOf, cancellationToken) is { } replay
            ? Answers.Ok(View(log, replay))
            : ErrorShapes.Problem(StatusCodes.Status404NotFound, "stream.missing", $"There is no stream {stream}.");
    }

    private static async Task<IResult> OfTask(
        HttpContext http, int id, IEventLog log, CancellationToken cancellationToken)
    {
        var (after, limit, invalid) = Range(http);
        if (invalid is not null)
        {
            return invalid;
        }

        // From the log and not from the tables: a retired task has no row, and its history is asked for all the same.
        var head = await log.Head(cancellationToken);
        var history = new TaskHistory(log);
        if (await history.Order(new TaskId(id), cancellationToken) is not { } order)
        {
            return ErrorShapes.Problem(StatusCodes.Status404NotFound, "task.missing", $"There is no task {id}.");
        }

        var target = Target.Task(order.Collaboration, order.InitOrganisation, order.InitUser, order.Job);
        if (CurrentCaller.Of(http).May(Operation.View, target) is Permission.Refused { Refusal: var refusal })
        {
            return ErrorShapes.Problem(refusal);
        }

        // Whoever may see the task verifies it with these bytes, without being an auditor.
        return Answers.Ok(Page(log, head, await history.Events(new TaskId(id), cancellationToken), after, limit, withEntries: true));
    }

    private static async Task<IResult> OfKey(
        HttpContext http, int id, IEventLog log, CollaborationQueries collaborations, CancellationToken cancellationToken)
    {
        if (CurrentCaller.Of(http).May(Operation.View, await collaborations.TargetOf(id, cancellationToken)) is Permission.Refused { Refusal: var refusal })
        {
            return ErrorShapes.Problem(refusal);
        }

        var head = await log.Head(cancellationToken);
        var events = await log.ReadStream($"{new OrganisationId(id)}", 0, cancellationToken);
        // Whoever encrypts for an organization verifies with these bytes that its key is on record, without being an auditor.
        return events.Count == 0
            ? ErrorShapes.Problem(StatusCodes.Status404NotFound, "organization.missing", $"There is no organization {id}.")
            : Answers.Ok(Page(log, head, [.. events.Where(SetsKey)], null, withEntries: true));
    }

    private static bool SetsKey(StoredEvent stored) => EventCodec.Decode(stored.Name, stored.Data.Span) is
        OrganisationCreated { PublicKey: not "" } or OrganisationChanged { PublicKey: not null };

    private static (long After, int Limit, IResult? Invalid) Range(HttpContext http)
    {
        var query = http.Request.Query;
        long after = 0;
        var limit = DefaultLimit;
        var valid = (query["after"] is not [{ } a, ..] || (long.TryParse(a, out after) && after >= 0))
            & (query["limit"] is not [{ } l, ..] || (int.TryParse(l, out limit) && limit is >= 1 and <= MaxLimit));
        return (after, limit, valid ? null : ErrorShapes.Problem(
            StatusCodes.Status400BadRequest, "page.invalid", $"after is a position from 0, limit is from 1 to {MaxLimit}."));
    }

    private static EventPage Page(IEventLog log, long head, IReadOnlyList<StoredEvent> ordered, long after, int limit, bool withEntries = false)
    {
        StoredEvent[] later = [.. ordered.Where(e => e.Position > after).Take(limit + 1)];
        return Page(
            log, head, later.Length > limit ? later[..limit] : later, later.Length > limit ? later[limit - 1].Position : null, withEntries);
    }

    private static EventPage Page(
        IEventLog log, long head, IReadOnlyList<StoredEvent> events, long? next, bool withEntries = false) =>
        new(log.Origin.ToString(), head, [.. events.Select(stored => View(stored, withEntries))], next);

    private static StreamState View(IEventLog log, StreamReplay replay) => new(
        log.Origin.ToString(), replay.Stream, replay.Version, replay.State,
        [
            .. replay.Changes.Select(change => new StreamChange(
                change.Stored.Position, change.Stored.Version, change.Stored.At, change.Stored.Name, change.Actor, change.For, change.Via,
                change.Rule, change.Cause, [.. change.Fields.Select(field => new FieldChange(field.Name, field.Before, field.After))])),
        ]);

    private static AuditEvent View(StoredEvent stored, bool withEntry) => new(
        stored.Position, stored.Stream, stored.Version, stored.Name, stored.At, JsonElement.Parse(stored.Data.Span),
        JsonElement.Parse(stored.Metadata.Span), Convert.ToHexStringLower(stored.Leaf.Span),
        withEntry ? Convert.ToBase64String(Entry.Encode(stored)) : null);
}
