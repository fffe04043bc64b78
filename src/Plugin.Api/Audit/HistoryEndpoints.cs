using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Plugin.Api.Authentication;
using Plugin.Api.Http;
using Plugin.Contracts.Audit;
using Plugin.Domain;
using Plugin.Domain.Access;
using Plugin.EventLog;
using Plugin.EventLog.Entries;
using Plugin.EventLog.Proving;
using Plugin.ReadModels.Replay;
using Plugin.ReadModels.Searching;
using ReplayOfTask = Plugin.ReadModels.Replay.TaskReplay;

namespace Plugin.Api.Audit;

/// <summary>The log for people who look for something, see <see cref="AuditRoutes"/>: sealed text is opened and names are told as long as they exist.</summary>
internal static class HistoryEndpoints
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 200;

    public static void MapHistory(this IEndpointRouteBuilder routes)
    {
        routes.Get("audit/history", Search).For(Callers.User)
            .WithSummary("What happened, searched by who, what, where and when.")
            .Asks(id: "task run person organization node collaboration", text: "image database kind from to", number: "before limit").Gives<HistoryPage>()
            .Needs(Operation.Receive, Resource.Event, Scope.Global);
        routes.Get("audit/tasks/{id:int:min(1)}/replay", Replay).For(Callers.User)
            .WithSummary("All events of a task with what each changed.")
            .Gives<Contracts.Audit.TaskReplay>()
            .Needs(Operation.Receive, Resource.Event, Scope.Global);
        routes.Get("audit/names", Names).For(Callers.User)
            .WithSummary("What things are called, by their streams.")
            .Asks(text: "of", required: "of").Gives<NamesOf>()
            .Needs(Operation.Receive, Resource.Event, Scope.Global);
        routes.Get("audit/checkpoints", Checkpoints).For(Callers.User)
            .WithSummary("The checkpoints with all signatures, the largest first.")
            .Asks(number: "before limit").Gives<CheckpointPage>()
            .NeedsNoRule(Because.Proof);
    }

    private static async Task<IResult> Search(
        HttpContext http, IStore store, HistorySearch search, NameBook book, CancellationToken cancellationToken)
    {
        var query = new Filters(http);
        var filter = new HistoryFilter(
            query.Id("task") is { } task ? new TaskId(task) : null, query.Id("run") is { } run ? new RunId(run) : null,
            query.Id("person") is { } person ? new UserId(person) : null,
            query.Id("organization") is { } organisation ? new OrganisationId(organisation) : null,
            query.Id("node") is { } node ? new NodeId(node) : null,
            query.Id("collaboration") is { } collaboration ? new CollaborationId(collaboration) : null,
            query.Text("image"), query.Text("database"), query.Text("kind"), Moment(query, "from"), Moment(query, "to"));
        var (before, limit) = Part(query);
        if ((query.InvalidProblem() ?? Auditors.Refuse(http)) is { } refused)
        {
            return refused;
        }

        var found = await search.Find(filter, before, limit, cancellationToken);
        var data = await OpenedEvents.Of(found.Events, store.Vault, cancellationToken);
        HistoryEvent[] events = [.. found.Events.Zip(data, (stored, opened) => View(stored, opened, []))];
        return Answers.Ok(new HistoryPage(
            store.Log.Origin.ToString(), found.Head, found.Indexed, events, View(await book.Of(found.Events, cancellationToken)), found.Before));
    }

    private static async Task<IResult> Replay(HttpContext http, int id, IStore store, NameBook book, CancellationToken cancellationToken)
    {
        if (Auditors.Refuse(http) is { } refused)
        {
            return refused;
        }

        var head = await store.Log.Head(cancellationToken);
        if (await Changes(store, new TaskId(id), cancellationToken) is not { } changes)
        {
            return ErrorShapes.Problem(
                StatusCodes.Status409Conflict, "history.damaged",
                $"An event of task {id} cannot be read, so what followed from it cannot be shown. The search shows the events; verify them.");
        }

        if (changes.Count == 0)
        {
            return ErrorShapes.Problem(StatusCodes.Status404NotFound, "task.missing", $"There is no task {id}.");
        }

        StoredEvent[] history = [.. changes.Select(change => change.Stored)];
        var data = await OpenedEvents.Of(history, store.Vault, cancellationToken);
        HistoryEvent[] events =
        [
            .. changes.Zip(data, (change, opened) => View(
                change.Stored, opened, [.. change.Fields.Select(field => new FieldChange(field.Name, field.Before, field.After))])),
        ];
        return Answers.Ok(new Contracts.Audit.TaskReplay(
            store.Log.Origin.ToString(), head, id, events, View(await book.Of(history, cancellationToken))));
    }

    /// <summary>Null when one of the events is not what this or an earlier version wrote: a newer one did, or somebody changed it.</summary>
    private static async Task<IReadOnlyList<ReplayedEvent>?> Changes(IStore store, TaskId task, CancellationToken cancellationToken)
    {
        try
        {
            return await ReplayOfTask.Of(store.Log, store.Vault, task, cancellationToken);
        }
        catch (Exception e) when (e is JsonException or UnknownEventException or UnreachableException or InvalidCastException
            or CryptographicException or FormatException)
        {
            return null;
        }
    }

    private static async Task<IResult> Names(HttpContext http, NameBook book, CancellationToken cancellationToken)
    {
        var query = new Filters(http);
        var of = query.Text("of");
        return query.InvalidProblem() ?? Auditors.Refuse(http) ?? Answers.Ok(new NamesOf(View(await book.Of((of ?? "").Split(','), cancellationToken))));
    }

    private static async Task<IResult> Checkpoints(HttpContext http, IStore store, CancellationToken cancellationToken)
    {
        var query = new Filters(http);
        var (before, limit) = Part(query);
        if (query.InvalidProblem() is { } refused)
        {
            return refused;
        }

        var checkpoints = await store.Proof.LatestCheckpoints(before - 1, limit, cancellationToken);
        var (least, most) = checkpoints is [{ Size: var large }, ..] ? (checkpoints[^1].Size, large) : (1, 0);
        var signatures = (await store.Proof.Cosignatures(least, most, cancellationToken)).ToLookup(signature => signature.Size);
        return Answers.Ok(new CheckpointPage(
            store.Log.Origin.ToString(), await store.Log.Head(cancellationToken),
            [
                .. checkpoints.Select(checkpoint => new SignedCheckpoint(
                    checkpoint.Size, checkpoint.At, Cosignatures.Under(checkpoint, [.. signatures[checkpoint.Size]]))),
            ],
            checkpoints.Count == limit ? checkpoints[^1].Size : null));
    }

    private static AsOf? Moment(Filters query, string name)
    {
        var text = query.Text(name);
        var moment = text is null ? null : AsOf.Parse(text);
        if (text is not null && moment is null)
        {
            query.Fail(name, AsOf.Rule);
        }

        return moment;
    }

    private static (long Before, int Limit) Part(Filters query)
    {
        var (before, limit) = (long.MaxValue, DefaultLimit);
        if (query.Text("before") is { } b && !(long.TryParse(b, NumberStyles.None, CultureInfo.InvariantCulture, out before) && before >= 1))
        {
            query.Fail("before", "Not a position of the log (a whole number from 1).");
        }

        if (query.Text("limit") is { } l && !(int.TryParse(l, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is >= 1 and <= MaxLimit))
        {
            query.Fail("limit", $"Not a whole number from 1 to {MaxLimit}.");
        }

        return (before, limit);
    }

    private static HistoryEvent View(StoredEvent stored, JsonNode? data, IReadOnlyList<FieldChange> fields)
    {
        var author = EventAuthor.Of(stored);
        return new HistoryEvent(
            stored.Position, stored.Stream, stored.Version, stored.Name, stored.At, author.Actor, author.For, author.Via, author.Rule, data,
            Convert.ToBase64String(Entry.Encode(stored)), fields);
    }

    private static ThingName[] View(IReadOnlyDictionary<string, string?> names) => [.. names.Select(name => new ThingName(name.Key, name.Value))];
}
