namespace Plugin.Domain.Tasks;

/// <param name="Collaboration">In every event of a task or run, since it is what the log will be partitioned by.</param>
public abstract record TaskEvent(CollaborationId Collaboration, DateTimeOffset At) : DomainEvent(At);

/// <param name="Job">Id of the job: a top-level task's own id; a subtask has its parent's job.</param>
/// <param name="ParentRun">The run whose container created this subtask, with its task; null for a user's task.</param>
/// <param name="Name">Sealed under the task's own key, as is the description.</param>
public sealed record TaskCreated(
    TaskId Id, CollaborationId Collaboration, OrganisationId InitOrganisation, UserId InitUser, TaskId Job,
    TaskId? Parent, RunId? ParentRun, string Image, Sealed Name, Sealed Description,
    ValueList<TaskDatabase> Databases, ValueList<TaskRun> Runs, DateTimeOffset At) : TaskEvent(Collaboration, At)
{
    /// <summary>The study that it was posted to; null when it was posted to the whole collaboration.</summary>
    public StudyId? Study { get; init; }

    /// <summary>The store that vouches for the image; null when the image was named by hand, or the store knows no digest of it.</summary>
    public AlgorithmStoreId? Store { get; init; }
}

/// <summary>Both sealed under the task's key: a label and a query are what somebody typed.</summary>
/// <param name="Parameters">A JSON object as text, <c>{}</c> when empty.</param>
public sealed record TaskDatabase(Sealed Label, Sealed Parameters);

/// <summary>The runs a task was born with, in the order of the request.</summary>
public sealed record TaskRun(RunId Run, OrganisationId Organisation, NodeId Node);

/// <summary>A fact the moment it is accepted; the runs of the whole tree are ended in the same append.</summary>
public sealed record TaskKilled(CollaborationId Collaboration, DateTimeOffset At) : TaskEvent(Collaboration, At);

/// <summary>From now on all runs of the job go by this digest of its image.</summary>
/// <param name="Run">Whose station told it first.</param>
public sealed record TaskImageFixed(CollaborationId Collaboration, RunId Run, string Digest, DateTimeOffset At) : TaskEvent(Collaboration, At);

/// <summary>Inputs, results and logs of the task's runs are gone with their salts: their digests in earlier events say nothing any more.</summary>
/// <param name="Runs">All runs of the task, all of which had ended.</param>
/// <param name="AfterDays">How long after its end the policy kept them that was followed; null when somebody ordered it.</param>
public sealed record TaskContentsErased(CollaborationId Collaboration, ValueList<RunId> Runs, int? AfterDays, DateTimeOffset At)
    : TaskEvent(Collaboration, At);

/// <summary>The task's key is gone, and with it what was sealed under it: name, description, databases, and what stations said about its runs.</summary>
public sealed record TaskTextsErased(CollaborationId Collaboration, ValueList<RunId> Runs, int? AfterDays, DateTimeOffset At)
    : TaskEvent(Collaboration, At);

public sealed record TaskRetired(CollaborationId Collaboration, DateTimeOffset At) : TaskEvent(Collaboration, At);
