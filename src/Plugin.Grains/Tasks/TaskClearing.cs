using Plugin.Domain;
using Plugin.EventLog;

namespace Plugin.Grains.Tasks;

/// <summary>The tasks that hang on a thing, by an indexed column of their read table.</summary>
public sealed record TasksOf
{
    private TasksOf(string column, int value) => (Column, Value) = (column, value);

    internal string Column { get; }

    internal int Value { get; }

    public static TasksOf Collaboration(int id) => new("collaboration_id", id);

    public static TasksOf User(int id) => new("init_user_id", id);

    public static TasksOf Study(int id) => new("study_id", id);

    /// <summary>Those that its users or containers have ordered.</summary>
    public static TasksOf Organisation(int id) => new("init_org_id", id);
}

/// <summary>
/// Retires what may have thousands of tasks. Few tasks go in the one append of the thing itself. Of many, all but a few are retired before,
/// some in each append, so that the log is never held up; a break in between leaves the thing standing, and asking again goes on.
/// </summary>
public sealed class TaskClearing(IStore store, IGrains grains)
{
    private const int AtOnce = 50;

    /// <param name="tasks">Null: no task is to go.</param>
    /// <param name="last">Retires the thing, and the tasks that are left.</param>
    public async Task<Answer<Done>> Around(CallContext by, TasksOf? tasks, Command<Done> last, CancellationToken cancellationToken)
    {
        if (tasks is null)
        {
            return await grains.Ask(last, cancellationToken);
        }

        if (await Clear(by, tasks, AtOnce, cancellationToken) is { } stuck)
        {
            return stuck;
        }

        var answer = await grains.Ask(last, cancellationToken);
        // What was ordered in the very moment of the last look at the list; afterwards nothing more can be.
        return answer.Refusal is null && await Clear(by, tasks, 0, cancellationToken) is { } late ? late : answer;
    }

    private async Task<Refusal?> Clear(CallContext by, TasksOf tasks, int leave, CancellationToken cancellationToken)
    {
        while (true)
        {
            var rows = await store.Read.Where("tasks", tasks.Column, (long)tasks.Value, leave + AtOnce, cancellationToken);
            if (rows.Count <= leave)
            {
                return null;
            }

            TaskId[] some = [.. rows.Take(AtOnce).Select(row => new TaskId((int)(long)row["id"]!))];
            if ((await grains.Ask(new RetireTasks(by, some), cancellationToken)).Refusal is { } refusal)
            {
                return refusal;
            }
        }
    }
}

/// <summary>Several tasks with their descendants in one append.</summary>
internal sealed record RetireTasks(CallContext By, IReadOnlyList<TaskId> Tasks) : Command<Done>(By)
{
    internal override string? Owner => null;

    internal override async Task<Answer<Done>> Handle(Turn turn, CancellationToken cancellationToken) =>
        await TaskTree.RetireAll(turn, Tasks, cancellationToken) is { } refusal ? refusal : new Done();
}
