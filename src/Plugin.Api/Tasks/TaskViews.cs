using Plugin.Api.Authentication;
using Plugin.Api.Http;
using Plugin.Api.Runs;
using Plugin.Contracts;
using Plugin.Domain.Access;
using Plugin.ReadModels.Runs;
using Plugin.ReadModels.Tasks;

namespace Plugin.Api.Tasks;

/// <summary>Tasks as the wire has them, with their runs or results where the reader asked for them.</summary>
internal sealed class TaskViews(Paths paths, RunQueries runs, RunViews runViews)
{
    public LateContents Late() => runViews.Late();

    /// <param name="reader">Whose sight of runs decides: others are left out.</param>
    public async Task<IReadOnlyList<TaskView>> Of(
        IReadOnlyList<TaskRow> tasks, bool withRuns, bool withResults, CurrentCaller reader, LateContents late,
        CancellationToken cancellationToken)
    {
        if (!withRuns && !withResults)
        {
            return [.. tasks.Select(Of)];
        }

        var runsSeen = reader.Sees(Resource.Run);
        var rows = (await runs.OfTasks([.. tasks.Select(task => task.Id)], cancellationToken))
            .Where(row => runsSeen.Includes(RunEndpoints.TargetOf(row))).ToArray();
        var runsByTask = withRuns ? (await runViews.Runs(reader, rows, late, cancellationToken)).ToLookup(run => run.Task.Id) : null;
        var resultsByTask = withResults
            ? (await runViews.Results(reader, rows, late, cancellationToken)).ToLookup(result => result.Task.Id)
            : null;
        return
        [
            .. tasks.Select(task =>
            {
                var view = Of(task);
                return view with
                {
                    Runs = runsByTask is null ? view.Runs : new ToMany<Run>(null, [.. runsByTask[task.Id]]),
                    Results = resultsByTask is null ? view.Results : new ToMany<Result>(null, [.. resultsByTask[task.Id]]),
                };
            }),
        ];
    }

    public TaskView Of(TaskRow task) => new(
        task.Id, task.Name, task.Description, task.Image, task.Status, task.JobId, task.CreatedAt, task.FinishedAt,
        paths.Collaboration(task.CollaborationId), task.StudyId is { } study ? paths.Study(study) : null, task.ParentId is { } parent ? paths.Task(parent) : null,
        paths.Organization(task.InitOrgId), paths.User(task.InitUserId), task.StoreId is { } store ? paths.AlgorithmStore(store) : null,
        [.. task.Databases.Select(database => new TaskDatabase(database.Label, database.Parameters))],
        paths.To($"run?task_id={task.Id}"), paths.To($"result?task_id={task.Id}"), paths.To($"task?parent_id={task.Id}"),
        Complete: task.OpenRuns == 0)
    {
        Progress = new RunProgress(task.Runs, task.Runs - task.OpenRuns, task.FailedRuns),
    };
}
