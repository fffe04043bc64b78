using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Plugin.Api.Authentication;
using Plugin.Api.Collaborations;
using Plugin.Api.Http;
using Plugin.Api.Organizations;
using Plugin.Contracts;
using Plugin.Domain;
using Plugin.Domain.Access;
using Plugin.Grains;
using Plugin.Grains.Studies;
using Plugin.Grains.Tasks;
using Plugin.ReadModels.Collaborations;
using Plugin.ReadModels.Organisations;
using Plugin.ReadModels.Studies;

namespace Plugin.Api.Studies;

internal static class StudyEndpoints
{
    public static void MapStudies(this IEndpointRouteBuilder routes)
    {
        routes.Get("study", List).For(Callers.Any)
            .WithSummary("The studies you may see.")
            .Lists<Study>(StudyQueries.Sortable).Asks(text: "name include", id: "organization_id collaboration_id")
            .Needs(Operation.View, Resource.Study);
        routes.Post("study", Create).For(Callers.User)
            .WithSummary("Creates a study in a collaboration.")
            .Takes<NewStudy>().Gives<Study>(StatusCodes.Status201Created).TakesIdempotencyKey()
            .Needs(Operation.Create, Resource.Study);
        routes.Get("study/{id:int:min(1)}", Show).For(Callers.Any)
            .WithSummary("One study.")
            .Asks(text: "include").Gives<Study>()
            .Needs(Operation.View, Resource.Study);
        routes.Patch("study/{id:int:min(1)}", Change).For(Callers.User)
            .WithSummary("Changes a study.")
            .Takes<StudyPatch>().Gives<Study>()
            .Needs(Operation.Edit, Resource.Study);
        routes.Remove("study/{id:int:min(1)}", Retire).For(Callers.User)
            .WithSummary("Deletes a study.")
            .Asks(flag: "delete_dependents").GivesMessage()
            .Needs(Operation.Delete, Resource.Study);
        routes.Post("study/{id:int:min(1)}/organization", Add).For(Callers.User)
            .WithSummary("Adds an organization to a study.")
            .Takes<IdBody>().Gives<Organization[]>()
            .Needs(Operation.Edit, Resource.Study);
        routes.Remove("study/{id:int:min(1)}/organization", Remove).For(Callers.User)
            .WithSummary("Removes an organization from a study.")
            .Takes<IdBody>().Gives<Organization[]>()
            .Needs(Operation.Edit, Resource.Study);
    }

    public static IResult Missing(int id) => ErrorShapes.Message(StatusCodes.Status404NotFound, $"There is no study {id}.");

    private static async Task<IResult> List(
        HttpContext http, StudyQueries studies, OrganisationQueries organisations, Paths paths, CancellationToken cancellationToken)
    {
        var caller = CurrentCaller.Of(http);
        var filters = new Filters(http);
        var filter = new StudyFilter
        {
            Name = filters.Text("name"),
            Organisation = filters.Id("organization_id"),
            Collaboration = filters.Id("collaboration_id"),
        };
        var include = filters.Includes("organizations");
        var page = filters.Page(StudyQueries.Sortable);
        if (filters.Invalid() is { } invalid)
        {
            return invalid;
        }

        if (!caller.MayList(Resource.Study) || !MayFilter(caller.Access, filter))
        {
            return Rights.NothingToList(Resource.Study);
        }

        var rows = await studies.List(caller.Sees(Resource.Study), filter, page, cancellationToken);
        var included = include
            ? await organisations.Grouped(
                (await studies.Organisations([.. rows.Rows.Select(row => row.Id)], cancellationToken))
                    .Select(row => (row.StudyId, row.OrganisationId)),
                cancellationToken)
            : null;
        return Lists.Page(http, page, rows, row => View(paths, row, included?[row.Id]));
    }

    /// <summary>Whose studies may be asked for: any organization's by those who see beyond their own, any collaboration's by those who see all.</summary>
    private static bool MayFilter(Caller caller, StudyFilter filter)
    {
        var widest = Enum.GetValues<Scope>().Cast<Scope?>()
            .LastOrDefault(scope => caller.AtLeast(scope!.Value, Resource.Study, Operation.View) is not null);
        return (filter.Organisation is not { } organisation || widest >= Scope.Collaboration || organisation == caller.Organisation.Value)
            && (filter.Collaboration is not { } collaboration || widest == Scope.Global
                || caller.Collaborations.Contains(new CollaborationId(collaboration)));
    }

    private static async Task<IResult> Show(
        HttpContext http, int id, StudyQueries studies, OrganisationQueries organisations, Paths paths, CancellationToken cancellationToken)
    {
        var (study, _, refused) = await Find(http, id, Operation.View, studies, cancellationToken);
        if (study is null)
        {
            return refused!;
        }

        var included = new Filters(http).Includes("organizations") ? await organisations.OfStudy(id, cancellationToken) : null;
        return Answers.Ok(View(paths, study, included));
    }

    private static async Task<IResult> Create(
        HttpContext http, IGrains grains, StudyQueries studies, CollaborationQueries collaborations, OrganisationQueries organisations,
        Paths paths, CancellationToken cancellationToken)
    {
        var body = await Body.Read(http, Body.SmallLimit, cancellationToken);
        var name = body.Name("name", required: true);
        var collaboration = body.Id("collaboration_id", required: true);
        var members = body.DistinctIds("organization_ids", required: true);
        if (body.Invalid() is { } invalid)
        {
            return invalid;
        }

        if (await collaborations.Find(collaboration!.Value, cancellationToken) is null)
        {
            return CollaborationEndpoints.Missing(collaboration.Value);
        }

        var within = new CollaborationId(collaboration.Value);
        var (by, denied) = Rights.Check(CurrentCaller.Of(http), Operation.Create, Target.StudyOf(within));
        if (by is null)
        {
            return denied!;
        }

        var known = await organisations.Known(members!, cancellationToken);
        var command = new CreateStudy(by, within, name!, [.. members!.Where(known.Contains).Select(id => new OrganisationId(id))])
        {
            IdempotencyKey = Answers.IdempotencyKey(http),
        };
        var answer = await grains.Ask(command, cancellationToken);
        return answer.Refusal is { } refusal
            ? ErrorShapes.Message(refusal)
            : Answers.Created(await Whole(answer.Value.Value, studies, organisations, paths, cancellationToken));
    }

    private static async Task<IResult> Change(
        HttpContext http, int id, IGrains grains, StudyQueries studies, OrganisationQueries organisations, Paths paths,
        CancellationToken cancellationToken)
    {
        var body = await Body.Read(http, Body.SmallLimit, cancellationToken);
        var name = body.Name("name");
        var members = body.DistinctIds("organization_ids");
        if (body.Invalid() is { } invalid)
        {
            return invalid;
        }

        var (study, by, refused) = await Find(http, id, Operation.Edit, studies, cancellationToken);
        if (study is null)
        {
            return refused!;
        }

        var known = members is null ? null : await organisations.Known(members, cancellationToken);
        var command = new ChangeStudy(
            by!, new StudyId(id), name, members is null ? null : [.. members.Where(known!.Contains).Select(one => new OrganisationId(one))]);
        var answer = await grains.Ask(command, cancellationToken);
        return answer.Refusal is { } refusal
            ? ErrorShapes.Message(refusal)
            : Answers.Ok(await Whole(id, studies, organisations, paths, cancellationToken));
    }

    private static async Task<IResult> Retire(
        HttpContext http, int id, IGrains grains, StudyQueries studies, TaskClearing clearing, CancellationToken cancellationToken)
    {
        var filters = new Filters(http);
        var dependents = filters.Flag("delete_dependents") is true;
        if (filters.Invalid() is { } invalid)
        {
            return invalid;
        }

        var (study, by, refused) = await Find(http, id, Operation.Delete, studies, cancellationToken);
        if (study is null)
        {
            return refused!;
        }

        var answer = await clearing.Around(
            by!, dependents ? TasksOf.Study(id) : null, new RetireStudy(by!, new StudyId(id), dependents), cancellationToken);
        return answer.Refusal is { } refusal ? ErrorShapes.Message(refusal) : Answers.Done($"Study {id} is deleted.");
    }

    private static Task<IResult> Add(
        HttpContext http, int id, IGrains grains, StudyQueries studies, OrganisationQueries organisations, Paths paths,
        CancellationToken cancellationToken) =>
        Regroup(
            http, id, grains, studies, organisations, paths,
            (by, organisation) => new AddToStudy(by, new StudyId(id), organisation), cancellationToken);

    private static Task<IResult> Remove(
        HttpContext http, int id, IGrains grains, StudyQueries studies, OrganisationQueries organisations, Paths paths,
        CancellationToken cancellationToken) =>
        Regroup(
            http, id, grains, studies, organisations, paths,
            (by, organisation) => new RemoveFromStudy(by, new StudyId(id), organisation), cancellationToken);

    /// <summary>Who is in a study is its collaboration's affair: here being in it oneself does not count.</summary>
    private static async Task<IResult> Regroup(
        HttpContext http, int id, IGrains grains, StudyQueries studies, OrganisationQueries organisations, Paths paths,
        Func<CallContext, OrganisationId, StudyChange> command, CancellationToken cancellationToken)
    {
        var body = await Body.Read(http, Body.SmallLimit, cancellationToken);
        var organisation = body.Id("id", required: true);
        if (body.Invalid() is { } invalid)
        {
            return invalid;
        }

        if (await studies.Find(id, cancellationToken) is not { } study)
        {
            return Missing(id);
        }

        if (await organisations.Find(organisation!.Value, cancellationToken) is null)
        {
            return OrganizationEndpoints.Missing(organisation.Value);
        }

        var (by, denied) = Rights.Check(
            CurrentCaller.Of(http), Operation.Edit, Target.StudyOf(new CollaborationId(study.CollaborationId)));
        if (by is null)
        {
            return denied!;
        }

        var answer = await grains.Ask(command(by, new OrganisationId(organisation.Value)), cancellationToken);
        return answer.Refusal is { } refusal
            ? ErrorShapes.Message(refusal)
            : Answers.Ok(paths.View(await organisations.OfStudy(id, cancellationToken)));
    }

    private static async Task<(StudyRow? Study, CallContext? By, IResult? Refused)> Find(
        HttpContext http, int id, Operation operation, StudyQueries studies, CancellationToken cancellationToken)
    {
        if (await studies.Find(id, cancellationToken) is not { } study)
        {
            return (null, null, Missing(id));
        }

        var (by, denied) = Rights.Check(CurrentCaller.Of(http), operation, await studies.TargetOf(study, cancellationToken));
        return by is null ? (null, null, denied) : (study, by, null);
    }

    private static async Task<Study> Whole(
        int id, StudyQueries studies, OrganisationQueries organisations, Paths paths, CancellationToken cancellationToken) =>
        View(paths, (await studies.Find(id, cancellationToken))!, await organisations.OfStudy(id, cancellationToken));

    private static Study View(Paths paths, StudyRow row, IEnumerable<OrganisationRow>? included) => new(
        row.Id, row.Name, paths.Collaboration(row.CollaborationId), paths.Within("study_id", row.Id, included),
        paths.To($"task?study_id={row.Id}"));
}
