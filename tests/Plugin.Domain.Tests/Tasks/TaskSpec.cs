using Plugin.Domain.Collaborations;
using Plugin.Domain.Runs;
using Plugin.Domain.Tasks;
using static Plugin.Domain.Tests.Some;

namespace Plugin.Domain.Tests.Tasks;

/// <summary>A collaboration of three, two of them with a node, and the question of one of its researchers with a run at both nodes.</summary>
public abstract class TaskSpec
{
    protected static readonly TaskId SecondSubtask = new(43);
    protected static readonly RunId RunOfSubtask = new(53);
    protected static readonly RunId RunOfSecondSubtask = new(54);

    protected const string Image = "registry.example/summary:1";

    protected static ValueList<TaskDatabase> Databases { get; } = [new(new("bGFiZWw="), new("e30="))];

    protected static Collaboration.Active Three { get; } =
        new(Consortium, "Breast cancer", Encrypted: false, [Alpha, Beta, Gamma], [new(NodeA, Alpha), new(NodeB, Beta)], [Pilot]);

    protected static TaskOrigin.Researcher ByResearcher { get; } = new(Researcher, Alpha);

    protected static TaskOrder TheQuestion { get; } = new(
        Question, Consortium, Gamma, Researcher, Question, Parent: null, ParentRun: null, Image, Databases,
        [new(RunOfAlpha, Alpha, NodeA), new(RunOfBeta, Beta, NodeB)]);

    protected static RunOrder AtAlpha { get; } = new(RunOfAlpha, Question, Consortium, Alpha, NodeA, Input);

    protected static RunOrder AtBeta { get; } = new(RunOfBeta, Question, Consortium, Beta, NodeB, Input);

    protected static CreateTask Asking(params RequestedRun[] runs) =>
        new(Question, Image, new("bmFtZQ=="), new("ZGVzYw=="), Databases, [.. runs], Now);

    protected static RequestedRun For(RunId run, OrganisationId organisation) => new(run, organisation, Input);

    protected static StreamEvent Of(TaskId task, TaskEvent @event) => new($"task-{task.Value}", @event);

    protected static StreamEvent Of(RunId run, RunEvent @event) => new($"run-{run.Value}", @event);

    protected static RunEvent Killed(int attempt, TaskId? of = null) =>
        new RunEnded(Consortium, of ?? Question, attempt, RunOutcome.Killed, RunCauses.TaskKilled(Question), null, null, Now);

    protected static Decision<StreamEvent> Accepted(params StreamEvent[] events) => new Decision<StreamEvent>.Accepted([.. events]);

    protected static Decision<StreamEvent> Refused(Refusal refusal) => refusal;
}
