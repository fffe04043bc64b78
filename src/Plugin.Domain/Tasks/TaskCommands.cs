using Plugin.Domain.AlgorithmStores;
using Plugin.Domain.Studies;

namespace Plugin.Domain.Tasks;

public abstract record TaskCommand(DateTimeOffset Now);

/// <summary>See <see cref="TaskKilling"/>, which ends the runs of the whole tree with it.</summary>
public sealed record KillTask(DateTimeOffset Now) : TaskCommand(Now);

/// <summary>To the first task of a job, whose image all its tasks run: the digest that a station has of it. Only the first that is told counts.</summary>
public sealed record FixImage(RunId Run, string Digest, DateTimeOffset Now) : TaskCommand(Now);

public sealed record RetireTask(DateTimeOffset Now) : TaskCommand(Now);

/// <summary>See <see cref="TaskErasing"/>, which looks at the runs first.</summary>
/// <param name="Texts">The texts too, not only the contents.</param>
/// <param name="AfterDays">Of the policy that is followed; null when somebody orders it.</param>
public sealed record EraseTask(bool Texts, int? AfterDays, DateTimeOffset Now) : TaskCommand(Now);

/// <summary>
/// What a researcher or a container orders, its ids already taken. A task is born together with its runs, so this is no command to one
/// stream: <see cref="TaskCreation"/> decides it.
/// </summary>
/// <param name="Image">The image as it is to be stored; a subtask gets its parent's in any case.</param>
public sealed record CreateTask(
    TaskId Id, string Image, Sealed Name, Sealed Description, ValueList<TaskDatabase> Databases, ValueList<RequestedRun> Runs,
    DateTimeOffset Now)
{
    /// <summary>The study as it is, which the append is guarded on; null when the task is for the whole collaboration.</summary>
    public Study? Study { get; init; }

    /// <summary>The store that vouches for the image, as it is, which the append is guarded on; null without one. A subtask has its parent's.</summary>
    public AlgorithmStore? Store { get; init; }
}

public sealed record RequestedRun(RunId Id, OrganisationId Organisation, BlobRef Input);
