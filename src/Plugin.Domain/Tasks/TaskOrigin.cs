using Plugin.Domain.Runs;

namespace Plugin.Domain.Tasks;

/// <summary>Who a task is created by.</summary>
public abstract record TaskOrigin
{
    private TaskOrigin()
    {
    }

    public sealed record Researcher(UserId User, OrganisationId Organisation) : TaskOrigin;

    /// <summary>The container of one attempt of a run, for the user and in the job of its own task.</summary>
    public sealed record Container(FederatedTask Task, Run Run, int Attempt) : TaskOrigin;
}
