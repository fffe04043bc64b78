using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Plugin.Api.Audit;
using Plugin.Api.Authentication;
using Plugin.Api.Collaborations;
using Plugin.Api.Http;
using Plugin.Contracts;
using Plugin.Domain;
using Plugin.Domain.Access;
using Plugin.Domain.Retention;
using Plugin.EventLog;
using Plugin.Grains;
using Plugin.Grains.Erasing;
using Plugin.ReadModels;
using Plugin.ReadModels.Collaborations;

namespace Plugin.Api.Erasing;

/// <summary>How long contents are kept: the hub's default, and what a collaboration has said for itself.</summary>
internal static class RetentionEndpoints
{
    private const int MostRecent = 100;
    private const string OfCollaboration = "erasure/retention/collaborations/{id:int:min(1)}";

    public static void MapRetention(this IEndpointRouteBuilder routes)
    {
        routes.Get(ErasureRoutes.Retention, Show).For(Callers.User)
            .WithSummary("How long contents are kept where a collaboration has not said otherwise.")
            .Gives<RetentionView>()
            .NeedsNoRule("Whose data is kept may know how long.");
        routes.Get(ErasureRoutes.Recent, Recent).For(Callers.User)
            .WithSummary("What was erased lately: by the rules of retention, or because somebody ordered it.")
            .Gives<RecentErasure[]>()
            .Needs(Operation.Receive, Resource.Event, Scope.Global);
        routes.Put(ErasureRoutes.Retention, Set).For(Callers.User)
            .WithSummary("Sets that.")
            .Takes<RetentionView>().Gives<RetentionView>()
            .Needs(Operation.Edit, Resource.Collaboration, Scope.Global);
        routes.Get(OfCollaboration, ShowOne).For(Callers.User)
            .WithSummary("How long a collaboration keeps contents.")
            .Gives<CollaborationRetentionView>()
            .Needs(Operation.View, Resource.Collaboration);
        routes.Get($"{OfCollaboration}/forecast", Forecast).For(Callers.User)
            .WithSummary("What keeping contents for so many days would erase of a collaboration, and when; nothing is set.")
            .Asks(number: "days", required: "days").Gives<RetentionForecast>()
            .Needs(Operation.View, Resource.Collaboration);
        routes.Put(OfCollaboration, SetOne).For(Callers.User)
            .WithSummary("Sets that.")
            .Takes<RetentionView>().Gives<CollaborationRetentionView>()
            .Needs(Operation.Edit, Resource.Collaboration);
        routes.Remove(OfCollaboration, ClearOne).For(Callers.User)
            .WithSummary("Leaves it to the default.")
            .Gives<CollaborationRetentionView>()
            .Needs(Operation.Edit, Resource.Collaboration);
    }

    private static async Task<IResult> Show(IReadTables tables, CancellationToken cancellationToken) =>
        Answers.Ok(await Policy(tables, 0, cancellationToken) ?? new RetentionView(null, false));

    private static async Task<IResult> Recent(HttpContext http, ErasureQueries erasures, CancellationToken cancellationToken) =>
        Auditors.Refuse(http)
        ?? Answers.Ok((await erasures.Latest(MostRecent, cancellationToken)).Select(row => new RecentErasure(row.Kind, row.Id, row.At)).ToArray());

    private static async Task<IResult> Set(HttpContext http, IGrains grains, IReadTables tables, CancellationToken cancellationToken)
    {
        var (policy, invalid) = await Read(http, cancellationToken);
        if (policy is null)
        {
            return invalid!;
        }

        if (CurrentCaller.Of(http).Access.AtLeast(Scope.Global, Resource.Collaboration, Operation.Edit) is not { } rule)
        {
            return ErasureEndpoints.Forbidden("The default is for those who may edit collaborations globally.");
        }

        var answer = await grains.Ask(new SetRetention(CurrentCaller.Of(http).By(rule.Id), null, policy), cancellationToken);
        return answer.Refusal is { } refusal ? ErrorShapes.Problem(refusal) : await Show(tables, cancellationToken);
    }

    private static async Task<IResult> ShowOne(
        HttpContext http, int id, IReadTables tables, CollaborationQueries collaborations, CancellationToken cancellationToken) =>
        CurrentCaller.Of(http).May(Operation.View, await collaborations.CollaborationTarget(id, cancellationToken)) is Permission.Granted
            ? Answers.Ok(await View(tables, id, cancellationToken))
            : ErasureEndpoints.Forbidden("You may not see this collaboration.");

    private static async Task<IResult> Forecast(
        HttpContext http, int id, ErasureQueries erasures, CollaborationQueries collaborations, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (!int.TryParse(http.Request.Query["days"], NumberStyles.None, CultureInfo.InvariantCulture, out var days)
            || !new RetentionPolicy(days, Texts: false).IsAcceptable())
        {
            return ErrorShapes.Problem(RetentionRefusals.Unacceptable);
        }

        if (CurrentCaller.Of(http).May(Operation.View, await collaborations.CollaborationTarget(id, cancellationToken)) is not Permission.Granted)
        {
            return ErasureEndpoints.Forbidden("You may not see this collaboration.");
        }

        var period = TimeSpan.FromDays(days);
        var kept = await erasures.Kept(id, clock.GetUtcNow() - period, RetentionForecast.Most, cancellationToken);
        return Answers.Ok(new RetentionForecast(kept.Before, kept.Later, kept.First + period));
    }

    private static async Task<IResult> SetOne(
        HttpContext http, int id, IGrains grains, IReadTables tables, CollaborationQueries collaborations, CancellationToken cancellationToken)
    {
        var (policy, invalid) = await Read(http, cancellationToken);
        return policy is null ? invalid! : await Change(http, id, policy, grains, tables, collaborations, cancellationToken);
    }

    private static Task<IResult> ClearOne(
        HttpContext http, int id, IGrains grains, IReadTables tables, CollaborationQueries collaborations, CancellationToken cancellationToken) =>
        Change(http, id, policy: null, grains, tables, collaborations, cancellationToken);

    private static async Task<IResult> Change(
        HttpContext http, int id, RetentionPolicy? policy, IGrains grains, IReadTables tables, CollaborationQueries collaborations,
        CancellationToken cancellationToken)
    {
        var collaboration = new CollaborationId(id);
        var target = await collaborations.CollaborationTarget(id, cancellationToken);
        if (CurrentCaller.Of(http).May(Operation.Edit, target) is not Permission.Granted granted)
        {
            return ErasureEndpoints.Forbidden("You may not edit this collaboration.");
        }

        var command = new SetRetention(CurrentCaller.Of(http).By(granted.Rule), collaboration, policy);
        var answer = await grains.Ask(command, cancellationToken);
        return answer.Refusal is { } refusal ? ErrorShapes.Problem(refusal) : Answers.Ok(await View(tables, id, cancellationToken));
    }

    private static async Task<(RetentionPolicy? Policy, IResult? Invalid)> Read(HttpContext http, CancellationToken cancellationToken)
    {
        var body = await Body.Read(http, Body.SmallLimit, cancellationToken);
        int? days = null;
        if (body.IsNull("days"))
        {
            body.Ignore("days");
        }
        else if (body.TextOrNumber("days", 5) is not { } text || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var given))
        {
            body.Fail("days", $"A whole number of days (0 to {RetentionPolicy.MostDays}), or null to keep contents for ever.");
        }
        else
        {
            days = given;
        }

        var texts = body.Flag("texts") ?? false;
        return body.Problems() is { } invalid ? (null, invalid) : (new RetentionPolicy(days, texts), null);
    }

    private static async Task<CollaborationRetentionView> View(IReadTables tables, int id, CancellationToken cancellationToken) => new(
        await Policy(tables, id, cancellationToken),
        await Policy(tables, 0, cancellationToken) ?? new RetentionView(null, false));

    private static async Task<RetentionView?> Policy(IReadTables tables, int collaboration, CancellationToken cancellationToken) =>
        await tables.Where("retention_policies", "collaboration", (long)collaboration, 1, cancellationToken) is [var row]
            ? new RetentionView((int?)(long?)row["days"], (bool)row["texts"]!)
            : null;
}
