using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Plugin.Api.Authentication;
using Plugin.Api.Collaborations;
using Plugin.Api.Http;
using Plugin.Api.Studies;
using Plugin.Contracts;
using Plugin.Domain;
using Plugin.Domain.Access;
using Plugin.Grains;
using Plugin.Grains.Organisations;
using Plugin.Grains.Tasks;
using Plugin.ReadModels;
using Plugin.ReadModels.Collaborations;
using Plugin.ReadModels.Organisations;
using Plugin.ReadModels.Runs;
using Plugin.ReadModels.Studies;
using OrganisationRefusals = Plugin.Domain.Organisations.OrganisationRefusals;

namespace Plugin.Api.Organizations;

internal static class OrganizationEndpoints
{
    private const int MaxText = 128;
    private const int MaxKey = 16 * 1024;

    public static void MapOrganizations(this IEndpointRouteBuilder routes)
    {
        routes.Get("organization", List).For(Callers.Any)
            .WithSummary("The organizations you may see.")
            .Lists<Organization>(OrganisationQueries.Sortable).Asks(text: "name country", id: "collaboration_id study_id", ids: "ids")
            .Needs(Operation.View, Resource.Organisation);
        routes.Post("organization", Create).For(Callers.User)
            .WithSummary("Creates an organization.")
            .Takes<NewOrganization>().Gives<Organization>(StatusCodes.Status201Created).TakesIdempotencyKey()
            .Needs(Operation.Create, Resource.Organisation);
        routes.Get("organization/{id:int:min(1)}", Show).For(Callers.Any)
            .WithSummary("One organization.")
            .Gives<Organization>()
            .Needs(Operation.View, Resource.Organisation);
        routes.Patch("organization/{id:int:min(1)}", Change).For(Callers.User | Callers.Node)
            .WithSummary("Changes an organization; nodes set the public key of their own.")
            .Takes<OrganizationPatch>().Gives<Organization>()
            .Needs(Operation.Edit, Resource.Organisation);
        routes.Remove("organization/{id:int:min(1)}", Retire).For(Callers.User)
            .WithSummary("Deletes an organization with its nodes, users and roles.")
            .Asks(flag: "delete_dependents").GivesMessage()
            .Needs(Operation.Delete, Resource.Organisation);
    }

    private static async Task<IResult> List(
        HttpContext http, OrganisationQueries organisations, StudyQueries studies, Paths paths, CancellationToken cancellationToken)
    {
        var caller = CurrentCaller.Of(http);
        var filters = new Filters(http);
        var filter = new OrganisationFilter
        {
            Name = filters.Text("name"),
            Country = filters.Text("country"),
            Collaboration = filters.Id("collaboration_id"),
            Study = filters.Id("study_id"),
            Ids = filters.Ids("ids"),
        };
        var page = filters.Page(OrganisationQueries.Sortable);
        if (filters.Invalid() is { } invalid)
        {
            return invalid;
        }

        if (filter.Collaboration is { } collaboration
            && Rights.Denies(caller, Operation.View, CollaborationTargets.Within(Resource.Organisation, collaboration)) is { } denied)
        {
            return denied;
        }

        if (filter.Study is { } study && await studies.Deny(caller, Resource.Organisation, study, cancellationToken) is { } barred)
        {
            return barred;
        }

        var reach = caller.Sees(Resource.Organisation);
        if (!caller.MayList(Resource.Organisation))
        {
            return Rights.NothingToList(Resource.Organisation);
        }

        return Lists.Page(http, page, await organisations.List(reach, filter, page, cancellationToken), paths.View);
    }

    private static async Task<IResult> Show(
        HttpContext http, int id, OrganisationQueries organisations, CollaborationQueries collaborations, Paths paths,
        CancellationToken cancellationToken)
    {
        if (await organisations.Find(id, cancellationToken) is not { } organisation)
        {
            return Missing(id);
        }

        var target = await collaborations.TargetOf(id, cancellationToken);
        return Rights.Denies(CurrentCaller.Of(http), Operation.View, target)
            ?? Answers.Ok(RClient.Asks(http)
                ? paths.View(organisation) with { Collaborations = new ToMany<Link>(null, [.. target.Collaborations.Select(c => paths.Collaboration(c.Value))]) }
                : paths.View(organisation));
    }

    private static async Task<IResult> Create(
        HttpContext http, IGrains grains, OrganisationQueries organisations, Paths paths, CancellationToken cancellationToken)
    {
        var body = await Body.Read(http, Body.SmallLimit, cancellationToken);
        var name = body.Name("name", required: true);
        var fields = new Fields(body);
        if (body.Invalid() is { } invalid)
        {
            return invalid;
        }

        var (by, denied) = Rights.Check(CurrentCaller.Of(http), Operation.Create, Target.Unbound(Resource.Organisation));
        if (by is null)
        {
            return denied!;
        }

        var command = new CreateOrganisation(
            by, name!, fields.Domain ?? "", fields.Address1 ?? "", fields.Address2 ?? "", fields.Zipcode ?? "", fields.Country ?? "",
            fields.PublicKey ?? "")
        {
            IdempotencyKey = Answers.IdempotencyKey(http),
        };
        var answer = await grains.Ask(command, cancellationToken);
        return answer.Refusal is { } refusal
            ? ErrorShapes.Message(refusal)
            : Answers.Created(paths.View((await organisations.Find(answer.Value.Value, cancellationToken))!));
    }

    private static async Task<IResult> Change(
        HttpContext http, int id, IGrains grains, OrganisationQueries organisations, CollaborationQueries collaborations, Paths paths,
        CancellationToken cancellationToken)
    {
        var body = await Body.Read(http, Body.SmallLimit, cancellationToken);
        var name = body.Name("name");
        var fields = new Fields(body);
        if (body.Invalid() is { } invalid)
        {
            return invalid;
        }

        if (await organisations.Find(id, cancellationToken) is null)
        {
            return Missing(id);
        }

        var target = await collaborations.TargetOf(id, cancellationToken);
        var (by, denied) = Rights.Check(CurrentCaller.Of(http), Operation.Edit, target);
        if (by is null)
        {
            return denied!;
        }

        var command = new ChangeOrganisation(
            by, new OrganisationId(id), name, fields.Domain, fields.Address1, fields.Address2, fields.Zipcode, fields.Country,
            fields.PublicKey);
        var answer = await grains.Ask(command, cancellationToken);
        return answer.Refusal is { } refusal
            ? ErrorShapes.Message(refusal)
            : Answers.Ok(paths.View((await organisations.Find(id, cancellationToken))!));
    }

    private static async Task<IResult> Retire(
        HttpContext http, int id, OrganisationQueries organisations, RunQueries runs, TaskClearing clearing,
        CancellationToken cancellationToken)
    {
        var filters = new Filters(http);
        var dependents = filters.Flag("delete_dependents") is true;
        if (filters.Invalid() is { } invalid)
        {
            return invalid;
        }

        if (await organisations.Find(id, cancellationToken) is null)
        {
            return Missing(id);
        }

        var caller = CurrentCaller.Of(http);
        var (by, denied) = Rights.Check(caller, Operation.Delete, Target.Unbound(Resource.Organisation));
        if (by is null)
        {
            return denied!;
        }

        if (caller.Access.Organisation.Value == id)
        {
            return ErrorShapes.Message(StatusCodes.Status400BadRequest, "You cannot delete your own organization.");
        }

        // Runs for others go with nobody, but vantage6 wants to be asked twice about them too.
        if (!dependents && (await runs.List(
                Reach.Nothing(Resource.Run) with { Everything = true }, new RunFilter { Organisation = id }, PageRequest.First(1),
                cancellationToken)).Total > 0)
        {
            return ErrorShapes.Message(OrganisationRefusals.HasDependents);
        }

        var answer = await clearing.Around(
            by, dependents ? TasksOf.Organisation(id) : null, new RetireOrganisation(by, new OrganisationId(id), dependents),
            cancellationToken);
        return answer.Refusal is { } refusal ? ErrorShapes.Message(refusal) : Answers.Done($"Organization {id} is deleted.");
    }

    public static IResult Missing(int id) =>
        ErrorShapes.Message(StatusCodes.Status404NotFound, $"There is no organization {id}.");

    private sealed class Fields(Body body)
    {
        public string? Domain { get; } = body.Text("domain", MaxText);

        public string? Address1 { get; } = body.Text("address1", MaxText);

        public string? Address2 { get; } = body.Text("address2", MaxText);

        public string? Zipcode { get; } = body.Text("zipcode", MaxText);

        public string? Country { get; } = body.Text("country", MaxText);

        public string? PublicKey { get; } = body.Base64("public_key", MaxKey);
    }
}
