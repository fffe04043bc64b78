using Plugin.Domain;
using Plugin.Domain.Runs;
using Plugin.EventLog;
using Plugin.Grains;
using Plugin.Grains.Runs;
using Plugin.Grains.Tasks;
using Plugin.Simulation.Hub;
using ClaimRun = Plugin.Grains.Runs.ClaimRun;

namespace Plugin.Simulation.Planted;

/// <summary>Forgets that a request may come twice.</summary>
internal sealed class GrainsWithoutIdempotency(IGrains grains) : IGrains
{
    public Task<Answer<TAnswer>> Ask<TAnswer>(Command<TAnswer> command, CancellationToken cancellationToken) =>
        grains.Ask(command with { IdempotencyKey = null }, cancellationToken);
}

/// <summary>A kill reaches the task only on the silo where it was born; elsewhere it is lost with the activation that moved.</summary>
internal sealed class GrainsThatLoseKills(IGrains grains) : IGrains
{
    private readonly HashSet<TaskId> _born = [];

    public async Task<Answer<TAnswer>> Ask<TAnswer>(Command<TAnswer> command, CancellationToken cancellationToken)
    {
        if (command is KillTask kill && !_born.Contains(kill.Task))
        {
            return (TAnswer)(object)default(Done);
        }

        var answer = await grains.Ask(command, cancellationToken);
        if (command is CreateTask && answer is Answer<CreatedTask> { Refusal: null } created)
        {
            _born.Add(created.Value.Task);
        }

        return answer;
    }
}

/// <summary>Answers a claim as it was answered before, though the lease ran out and another has the run.</summary>
internal sealed class GrainsThatRepeatClaims(IGrains grains) : IGrains
{
    private readonly Dictionary<RunId, object> _granted = [];

    public async Task<Answer<TAnswer>> Ask<TAnswer>(Command<TAnswer> command, CancellationToken cancellationToken)
    {
        if (command is ClaimRun again && _granted.TryGetValue(again.Run, out var known))
        {
            return (Answer<TAnswer>)known;
        }

        var answer = await grains.Ask(command, cancellationToken);
        if (command is ClaimRun claim && answer.Refusal is null)
        {
            _granted[claim.Run] = answer;
        }

        return answer;
    }
}

/// <summary>Takes whatever a node reports for a report of the latest attempt.</summary>
internal sealed class GrainsWithoutFencing(IGrains grains, IStore store) : IGrains
{
    public async Task<Answer<TAnswer>> Ask<TAnswer>(Command<TAnswer> command, CancellationToken cancellationToken)
    {
        if (command is ReportRun report
            && Recorded.Fold<Run, RunEvent, RunCommand>(await store.Log.ReadStream(report.Run.ToString(), 0, cancellationToken)) is Run.Existing run)
        {
            command = (Command<TAnswer>)(object)(report with { Attempt = run.Attempt });
        }

        return await grains.Ask(command, cancellationToken);
    }
}
