using Plugin.Domain;
using Plugin.Domain.Runs;
using Plugin.Domain.Tasks;
using Plugin.Grains.Runs;
using Decisions = Plugin.Domain.Tasks;

namespace Plugin.Grains.Tasks;

/// <summary>What is asked of every addressed organisation. Texts come in clear and are sealed here, under a key of the task's own.</summary>
/// <param name="Databases">In the order of the request.</param>
public sealed record TaskRequest(
    CollaborationId Collaboration, string Image, string Name, string Description, IReadOnlyList<DatabaseRequest> Databases,
    IReadOnlyList<RunRequest> Runs)
{
    /// <summary>Null: for the whole collaboration.</summary>
    public StudyId? Study { get; init; }

    /// <summary>The store that vouches for the image; null without one.</summary>
    public AlgorithmStoreId? Store { get; init; }
}

/// <param name="Parameters">A JSON object as text, <c>{}</c> when there are none.</param>
public sealed record DatabaseRequest(string Label, string Parameters);

/// <param name="Input">The client's text: base64, or <c>key$iv$data</c>.</param>
public sealed record RunRequest(OrganisationId Organisation, Content Input);

public sealed record CreatedTask(TaskId Task, IReadOnlyList<RunId> Runs);

/// <summary>A researcher's task.</summary>
public sealed record CreateTask(CallContext By, UserId User, OrganisationId Organisation, TaskRequest Request) : Command<CreatedTask>(By)
{
    internal override string? Owner => null;

    internal override Task<Answer<CreatedTask>> Handle(Turn turn, CancellationToken cancellationToken) =>
        TaskBirth.Give(turn, new TaskOrigin.Researcher(User, Organisation), Request, cancellationToken);
}

/// <summary>A subtask, ordered by the container of one attempt of a run. It inherits image, user and job.</summary>
public sealed record CreateSubtask(CallContext By, RunId ParentRun, int Attempt, TaskRequest Request) : Command<CreatedTask>(By)
{
    internal override string? Owner => ParentRun.ToString();

    internal override async Task<Answer<CreatedTask>> Handle(Turn turn, CancellationToken cancellationToken)
    {
        var run = await turn.Load(Streams.Of(ParentRun), cancellationToken);
        if (run is not Run.Existing { Order: var order })
        {
            return RunRefusals.Missing;
        }

        var parent = await turn.Load(Streams.Of(order.Task), cancellationToken);
        return await TaskBirth.Give(turn, new TaskOrigin.Container(parent, run, Attempt), Request, cancellationToken);
    }
}

internal static class TaskBirth
{
    public static async Task<Answer<CreatedTask>> Give(
        Turn turn, TaskOrigin origin, TaskRequest request, CancellationToken cancellationToken)
    {
        var collaboration = await turn.Load(Streams.Of(request.Collaboration), cancellationToken);
        var takeTask = turn.TakeId(Counters.Task, cancellationToken);
        var firstRun = request.Runs.Count == 0 ? 1 : await turn.TakeIds(Counters.Run, request.Runs.Count, cancellationToken);
        var task = new TaskId(await takeTask);
        var key = turn.Hub.Seals.NewKey(task.ToString());
        var runs = new List<RequestedRun>();
        foreach (var requested in request.Runs)
        {
            var run = new RunId(firstRun + runs.Count);
            if (await requested.Input.Keep(turn, run, cancellationToken) is not { } input)
            {
                return Content.Missing;
            }

            runs.Add(new RequestedRun(run, requested.Organisation, input));
        }

        var order = new Decisions.CreateTask(
            task, request.Image, Seal(request.Name), Seal(request.Description),
            request.Databases.Select(database => new TaskDatabase(Seal(database.Label), Seal(database.Parameters))).ToValueList(),
            runs.ToValueList(), turn.Now)
        {
            Study = request.Study is { } study ? await turn.Load(Streams.Of(study), cancellationToken) : null,
            Store = request.Store is { } store ? await turn.Load(Streams.Of(store), cancellationToken) : null,
        };
        if (turn.Keep(TaskCreation.Decide(collaboration, origin, order)) is { } refusal)
        {
            return refusal;
        }

        turn.Write(key);
        return new CreatedTask(task, [.. runs.Select(run => run.Id)]);

        Sealed Seal(string text) => new(turn.Hub.Seals.Seal(key, text));
    }
}
