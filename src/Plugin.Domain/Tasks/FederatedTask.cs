using System.Diagnostics;
using static Plugin.Domain.Decision<Plugin.Domain.Tasks.TaskEvent>;

namespace Plugin.Domain.Tasks;

/// <summary>A question put to several organisations, one run each. Whether it is finished is its runs' to say.</summary>
public abstract record FederatedTask : IAggregate<FederatedTask, TaskEvent, TaskCommand>
{
    private FederatedTask()
    {
    }

    public static FederatedTask Initial { get; } = new None();

    public sealed record None : FederatedTask;

    /// <summary>Whatever became of it: what it has left behind can be erased.</summary>
    public abstract record Born(TaskOrder Order, Erased Erased) : FederatedTask
    {
        /// <summary>The one that all runs of the job go by; null before a station has told one. Kept by the job's first task.</summary>
        public string? ImageDigest { get; init; }
    }

    public abstract record Existing(TaskOrder Order, Erased Erased) : Born(Order, Erased);

    public sealed record Active(TaskOrder Order, Erased Erased) : Existing(Order, Erased);

    public sealed record Killed(TaskOrder Order, Erased Erased) : Existing(Order, Erased);

    public sealed record Retired(TaskOrder Order, Erased Erased) : Born(Order, Erased);

    public FederatedTask Evolve(TaskEvent @event) => (this, @event) switch
    {
        (None, TaskCreated e) => new Active(new TaskOrder(
            e.Id, e.Collaboration, e.InitOrganisation, e.InitUser, e.Job, e.Parent, e.ParentRun, e.Image, e.Databases, e.Runs)
        {
            Store = e.Store,
        }, Erased.Nothing),
        (Active s, TaskKilled) => new Killed(s.Order, s.Erased) { ImageDigest = s.ImageDigest },
        (Existing s, TaskRetired) => new Retired(s.Order, s.Erased) { ImageDigest = s.ImageDigest },
        (Born { ImageDigest: null } s, TaskImageFixed e) => s with { ImageDigest = e.Digest },
        (Born { Erased: Erased.Nothing } s, TaskContentsErased) => s with { Erased = Erased.Contents },
        (Born { Erased: Erased.Contents } s, TaskTextsErased) => s with { Erased = Erased.ContentsAndTexts },
        _ => throw new UnreachableException($"{@event.GetType().Name} cannot follow {GetType().Name}."),
    };

    public static Decision<TaskEvent> Decide(FederatedTask task, TaskCommand command) => (task, command) switch
    {
        (Active s, KillTask c) => new TaskKilled(s.Order.Collaboration, c.Now),
        (Killed, KillTask) => Nothing,

        (Existing s, RetireTask c) => new TaskRetired(s.Order.Collaboration, c.Now),
        (Retired, RetireTask) => Nothing,

        (Existing { ImageDigest: null } s, FixImage c) => new TaskImageFixed(s.Order.Collaboration, c.Run, c.Digest, c.Now),
        (Born, FixImage) => Nothing,

        (Born s, EraseTask c) => new Accepted([.. Erase(s, c)]),

        _ => TaskRefusals.Missing,
    };

    private static IEnumerable<TaskEvent> Erase(Born task, EraseTask command)
    {
        ValueList<RunId> runs = [.. task.Order.Runs.Select(run => run.Run)];
        if (task.Erased == Erased.Nothing)
        {
            yield return new TaskContentsErased(task.Order.Collaboration, runs, command.AfterDays, command.Now);
        }

        if (command.Texts && task.Erased != Erased.ContentsAndTexts)
        {
            yield return new TaskTextsErased(task.Order.Collaboration, runs, command.AfterDays, command.Now);
        }
    }
}

/// <summary>What of a task is gone for good. Texts never go without the contents.</summary>
public enum Erased
{
    Nothing,
    Contents,
    ContentsAndTexts,
}

/// <summary>What a task was born with and keeps for life.</summary>
public sealed record TaskOrder(
    TaskId Id, CollaborationId Collaboration, OrganisationId InitOrganisation, UserId InitUser, TaskId Job, TaskId? Parent,
    RunId? ParentRun, string Image, ValueList<TaskDatabase> Databases, ValueList<TaskRun> Runs)
{
    public AlgorithmStoreId? Store { get; init; }
}
