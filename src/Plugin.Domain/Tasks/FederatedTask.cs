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

    public abstract record Existing(TaskOrder Order) : FederatedTask;

    public sealed record Active(TaskOrder Order) : Existing(Order);

    public sealed record Killed(TaskOrder Order) : Existing(Order);

    public sealed record Retired : FederatedTask;

    public FederatedTask Evolve(TaskEvent @event) => (this, @event) switch
    {
        (None, TaskCreated e) => new Active(new TaskOrder(
            e.Id, e.Collaboration, e.InitOrganisation, e.InitUser, e.Job, e.Parent, e.ParentRun, e.Image, e.Databases, e.Runs)),
        (Active s, TaskKilled) => new Killed(s.Order),
        (Existing, TaskRetired) => new Retired(),
        _ => throw new UnreachableException($"{@event.GetType().Name} cannot follow {GetType().Name}."),
    };

    public static Decision<TaskEvent> Decide(FederatedTask task, TaskCommand command) => (task, command) switch
    {
        (Active s, KillTask c) => new TaskKilled(s.Order.Collaboration, c.Now),
        (Killed, KillTask) => Nothing,

        (Existing s, RetireTask c) => new TaskRetired(s.Order.Collaboration, c.Now),
        (Retired, RetireTask) => Nothing,

        _ => TaskRefusals.Missing,
    };
}

/// <summary>What a task was born with and keeps for life.</summary>
public sealed record TaskOrder(
    TaskId Id, CollaborationId Collaboration, OrganisationId InitOrganisation, UserId InitUser, TaskId Job, TaskId? Parent,
    RunId? ParentRun, string Image, ValueList<TaskDatabase> Databases, ValueList<TaskRun> Runs);
