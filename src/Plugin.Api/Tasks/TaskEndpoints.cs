using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Plugin.Api.Authentication;
using Plugin.Api.Collaborations;
using Plugin.Api.Http;
using Plugin.Api.Runs;
using Plugin.Api.Studies;
using Plugin.Contracts;
using Plugin.Domain;
using Plugin.Domain.Access;
using Plugin.Grains;
using Plugin.Grains.Tasks;
using Plugin.ReadModels.AlgorithmStores;
using Plugin.ReadModels.Collaborations;
using Plugin.ReadModels.Runs;
using Plugin.ReadModels.Studies;
using Plugin.ReadModels.Tasks;
using Plugin.ReadModels.Users;

namespace Plugin.Api.Tasks;

internal static class TaskEndpoints
{
    public static void MapTasks(this IEndpointRouteBuilder routes, ApiOptions options)
    {
        routes.Get("task", List).For(Callers.Any)
            .WithSummary("The tasks you may see, the newest first.")
            .Lists<TaskView>(TaskQueries.Sortable).Asks(text: "name image description database status include", id: "init_org_id init_user_id collaboration_id study_id parent_id job_id run_id store_id", number: "is_user_created", time: "created_from created_till")
            .Needs(Operation.View, Resource.Task);
        routes.Post("task", TaskPosting.Create).For(Callers.User | Callers.Container)
            .WithSummary("Orders a task: one run for each organization.")
            .TakesLarge<NewTask>(options.MaxTaskBody).Gives<TaskView>(StatusCodes.Status201Created).TakesIdempotencyKey()
            .Needs(Operation.Create, Resource.Task);
        routes.Get("task/{id:int:min(1)}", Show).For(Callers.Any)
            .WithSummary("One task.")
            .Asks(text: "include").Gives<TaskView>()
            .Needs(Operation.View, Resource.Task);
        routes.Remove("task/{id:int:min(1)}", Retire).For(Callers.User)
            .WithSummary("Deletes a task and its subtasks.")
            .GivesMessage()
            .Needs(Operation.Delete, Resource.Task);
        routes.Get("task/{id:int:min(1)}/status", ShowStatus).For(Callers.User | Callers.Container)
            .WithSummary("How far a task is.")
            .Gives<TaskStatusView>()
            .Needs(Operation.View, Resource.Task);
        routes.Get("task/{id:int:min(1)}/result", ShowResults).For(Callers.User | Callers.Container)
            .WithSummary("All results of a task in one array, as the R client takes them.")
            .Gives<TaskResult[]>()
            .Needs(Operation.View, Resource.Run);
    }

    private static async Task<IResult> List(
        HttpContext http, TaskQueries tasks, UserQueries users, CollaborationQueries collaborations, StudyQueries studies, AlgorithmStoreQueries stores, TaskViews views,
        CancellationToken cancellationToken)
    {
        var caller = CurrentCaller.Of(http);
        var filters = new Filters(http);
        bool? userCreated = filters.Text("is_user_created") is not { } text ? null
            : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number != 0
            : Flags.Parse(text);
        if (userCreated is null && filters.Text("is_user_created") is not null)
        {
            filters.Fail("is_user_created", "Not a whole number.");
        }

        var filter = new TaskFilter
        {
            InitOrganisation = filters.Id("init_org_id"),
            InitUser = filters.Id("init_user_id"),
            Collaboration = filters.Id("collaboration_id"),
            Study = filters.Id("study_id"),
            Store = filters.Id("store_id"),
            Parent = filters.Id("parent_id"),
            Job = filters.Id("job_id"),
            Name = filters.Text("name"),
            Image = filters.Text("image"),
            Description = filters.Text("description"),
            Database = filters.Text("database"),
            Run = filters.Id("run_id"),
            Status = filters.Text("status"),
            UserCreated = userCreated,
            CreatedFrom = filters.Time("created_from"),
            CreatedTill = filters.Time("created_till"),
        };

        if (filter.Status is { } status && !RunStatus.All.Contains(status))
        {
            filters.Fail("status", $"Not a status; possible are {string.Join(", ", RunStatus.All)}.");
        }

        if (filter.Store is { } store && await stores.Find(store, cancellationToken) is null)
        {
            filters.Fail("store_id", $"There is no algorithm store {store}.");
        }

        var page = filters.Page(TaskQueries.Sortable);
        if (filters.Invalid() is { } invalid)
        {
            return invalid;
        }

        if (await Unlistable(caller, filter, tasks, users, collaborations, studies, cancellationToken) is { } denied)
        {
            return denied;
        }

        var reach = caller.Sees(Resource.Task);
        if (!caller.MayList(Resource.Task) || (filters.Includes("results") && !SeesResultsAsWidely(caller)))
        {
            return Rights.NothingToList(Resource.Task);
        }

        var rows = await tasks.List(reach, filter, page, cancellationToken);
        var late = views.Late();
        var data = await views.Of(
            rows.Rows, filters.Includes("runs"), filters.Includes("results"), caller, late, cancellationToken);
        return Lists.Page(http, page, rows.Total, rows.TotalIsExact, data, late.Answer);
    }

    /// <summary>A list with results is for those who see the runs of all tasks that they see.</summary>
    private static bool SeesResultsAsWidely(CurrentCaller caller) =>
        Enum.GetValues<Scope>().Where(scope => caller.Access.AtLeast(scope, Resource.Task, Operation.View) is not null)
            .All(scope => caller.Access.AtLeast(scope, Resource.Run, Operation.View) is not null);

    /// <summary>A filter that names something unknown is a mistake; one that names what the caller may not see is refused.</summary>
    private static async Task<IResult?> Unlistable(
        CurrentCaller caller, TaskFilter filter, TaskQueries tasks, UserQueries users, CollaborationQueries collaborations,
        StudyQueries studies, CancellationToken cancellationToken)
    {
        if (filter.InitOrganisation is { } organisation)
        {
            var target = new Target(
                Resource.Task, await collaborations.IdsOf(organisation, cancellationToken), [new OrganisationId(organisation)], null, null);
            if (caller is not ContainerCaller && Rights.Denies(caller, Operation.View, target) is { } denied)
            {
                return denied;
            }
        }

        if (filter.InitUser is { } user)
        {
            if (await users.Find(user, cancellationToken) is not { } initiator)
            {
                return Unknown("user", user);
            }

            var theirs = new Target(
                Resource.Task, await collaborations.IdsOf(initiator.OrganisationId, cancellationToken),
                [new OrganisationId(initiator.OrganisationId)], new UserId(user), null);
            var oneself = caller is UserCaller { User.Id: var own } && own == user;
            if (!oneself && caller is not ContainerCaller && Rights.Denies(caller, Operation.View, theirs) is { } denied)
            {
                return denied;
            }
        }

        if (filter.Collaboration is { } collaboration
            && caller is not ContainerCaller
            && Rights.Denies(caller, Operation.View, CollaborationTargets.Within(Resource.Task, collaboration)) is { } refused)
        {
            return refused;
        }

        if (filter.Study is { } study && await studies.Deny(caller, Resource.Task, study, cancellationToken) is { } barred)
        {
            return barred;
        }

        return filter.Parent is { } parent && await Unseen("task", parent) is { } unseenParent ? unseenParent
            : filter.Job is { } job && await Unseen("job", job) is { } unseenJob ? unseenJob
            : null;

        async Task<IResult?> Unseen(string what, int id) =>
            await tasks.Find(id, cancellationToken) is not { } task ? Unknown(what, id)
            : caller is ContainerCaller ? null
            : Rights.Denies(caller, Operation.View, TargetOf(task));

        static IResult Unknown(string what, int id) =>
            ErrorShapes.Message(StatusCodes.Status400BadRequest, $"There is no {what} {id}.");
    }

    private static async Task<IResult> Show(
        HttpContext http, int id, TaskQueries tasks, TaskViews views, CancellationToken cancellationToken)
    {
        var caller = CurrentCaller.Of(http);
        var (task, refused) = await Find(caller, id, tasks, cancellationToken);
        if (task is null)
        {
            return refused!;
        }

        var filters = new Filters(http);
        if (filters.Includes("results") && Rights.Denies(caller, Operation.View, RunEndpoints.OfTask(task)) is { } denied)
        {
            return denied;
        }

        var late = views.Late();
        var view = await views.Of(
            [task], filters.Includes("runs"), filters.Includes("results"), caller, late, cancellationToken);
        return late.Answer(view[0]);
    }

    private static async Task<IResult> ShowStatus(HttpContext http, int id, TaskQueries tasks, CancellationToken cancellationToken)
    {
        var (task, refused) = await Find(CurrentCaller.Of(http), id, tasks, cancellationToken);
        return task is null ? refused! : Answers.Ok(new TaskStatusView(task.Status));
    }

    /// <summary>For the R client: everything of the task's runs, unpaged and without an envelope.</summary>
    private static async Task<IResult> ShowResults(
        HttpContext http, int id, TaskQueries tasks, RunQueries runs, RunViews views, CancellationToken cancellationToken)
    {
        var caller = CurrentCaller.Of(http);
        if (await tasks.Find(id, cancellationToken) is not { } task)
        {
            return Missing(id);
        }

        if (Rights.Denies(caller, Operation.View, RunEndpoints.OfTask(task)) is { } denied)
        {
            return denied;
        }

        var seen = caller.Sees(Resource.Run);
        var rows = (await runs.OfTasks([id], cancellationToken)).Where(run => seen.Includes(RunEndpoints.TargetOf(run))).ToArray();
        var late = views.Late();
        return late.Answer(await views.TaskResults(caller, rows, late, cancellationToken));
    }

    private static async Task<IResult> Retire(
        HttpContext http, int id, IGrains grains, TaskQueries tasks, CancellationToken cancellationToken)
    {
        if (await tasks.Find(id, cancellationToken) is not { } task)
        {
            return Missing(id);
        }

        var (by, denied) = Rights.Check(CurrentCaller.Of(http), Operation.Delete, TargetOf(task));
        if (by is null)
        {
            return denied!;
        }

        var answer = await grains.Ask(new RetireTask(by, new TaskId(id)), cancellationToken);
        return answer.Refusal is { } refusal ? ErrorShapes.Message(refusal) : Answers.Done($"Task {id} and its subtasks are deleted.");
    }

    private static async Task<(TaskRow? Task, IResult? Refused)> Find(
        CurrentCaller caller, int id, TaskQueries tasks, CancellationToken cancellationToken)
    {
        if (await tasks.Find(id, cancellationToken) is not { } task)
        {
            return (null, Missing(id));
        }

        return Rights.Denies(caller, Operation.View, TargetOf(task)) is { } denied ? (null, denied) : (task, null);
    }

    public static Target TargetOf(TaskRow task) => Target.Task(
        new CollaborationId(task.CollaborationId), new OrganisationId(task.InitOrgId), new UserId(task.InitUserId), new TaskId(task.JobId));

    public static IResult Missing(int id) => ErrorShapes.Message(StatusCodes.Status404NotFound, $"There is no task {id}.");
}
