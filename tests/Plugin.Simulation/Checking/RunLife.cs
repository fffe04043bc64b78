using Plugin.Domain;
using Plugin.Domain.Runs;
using Plugin.EventLog;
using Plugin.Simulation.Hub;

namespace Plugin.Simulation.Checking;

/// <summary>
/// The model of a run: what may follow what, told here once more in a few lines, so that it does not take the product's word for it.
/// </summary>
internal sealed class RunLife
{
    private static readonly TimeSpan WrongAtMost = TimeSpan.FromSeconds(7);

    private readonly List<(long Position, string State, int Attempt)> _states = [];
    private DateTimeOffset _since;

    public RunLife(RunCreated created, StoredEvent stored)
    {
        var position = stored.Position;
        Id = created.Id;
        Node = created.Node;
        _states.Add((position, "pending", 0));
    }

    public RunId Id { get; }

    public NodeId Node { get; }

    public string State => _states[^1].State;

    public int Attempt => _states[^1].Attempt;

    /// <summary>Null while it is open.</summary>
    public (long Position, RunEnded Event, string Actor)? End { get; private set; }

    public List<(long Position, RunEvent Event, string Actor)> Events { get; } = [];

    public void Live(RunEvent @event, StoredEvent stored, string actor)
    {
        var position = stored.Position;
        if (End is not null && @event is not RunSupplemented)
        {
            throw new BrokenPromiseException(Rules.EndsOnce, $"{Id} ended at position {End.Value.Position}, and at {position} there is {@event}.");
        }

        Events.Add((position, @event, actor));
        if (@event is RunClaimed claimed)
        {
            Demand(claimed.Attempt == Attempt + 1, Rules.FencingNeverGoesBack, @event, position);
        }
        else if (AttemptOf(@event) is { } attempt)
        {
            Demand(attempt == Attempt, Rules.FencingNeverGoesBack, @event, position);
        }

        var (next, former) = Step(@event);
        Demand(former.Length == 0 || former.Contains(State), Rules.Life, @event, position);
        // By the log's time. The database's clock jumps here by less than this.
        Demand(stored.At - _since > PatienceOf(@event) - WrongAtMost, Rules.LeaseLasts, @event, position);
        if (@event is RunEnded end)
        {
            End = (position, end, actor);
        }

        if (next is not null)
        {
            _since = stored.At;
            _states.Add((position, next, @event is RunClaimed c ? c.Attempt : Attempt));
        }
    }

    public bool IsOpenAt(long position) => _states[0].Position <= position && (End is null || End.Value.Position > position);

    /// <summary>Whether it was so at any of these positions.</summary>
    public bool Was(string state, int attempt, long first, long last)
    {
        for (var i = 0; i < _states.Count; i++)
        {
            var until = i + 1 < _states.Count ? _states[i + 1].Position - 1 : long.MaxValue;
            if (_states[i].State == state && _states[i].Attempt == attempt && _states[i].Position <= last && until >= first)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The state it leads to, and the states that it may come from: all open ones when none are named.</summary>
    private static (string? State, string[] From) Step(RunEvent @event) => @event switch
    {
        RunClaimed => ("claimed", ["pending"]),
        RunInitializing => ("initializing", ["claimed"]),
        RunStarted => ("active", ["claimed", "initializing"]),
        RunBecameUnreachable => ("unreachable", ["active"]),
        RunCameBack => ("active", ["unreachable"]),
        RunReleased => ("pending", ["claimed", "initializing", "active", "unreachable"]),
        RunEnded => ("ended", []),
        SubtaskCreated => (null, ["active", "unreachable"]),
        RunSupplemented => (null, []),
        _ => throw new Seen.SimulationGapException($"No run here has {@event.GetType().Name}."),
    };

    /// <summary>How long the hub has to wait before it says so.</summary>
    private static TimeSpan PatienceOf(RunEvent @event) => @event switch
    {
        RunReleased { Cause.Kind: RunCauseKind.LeaseRanOut } or RunEnded { Cause.Kind: RunCauseKind.LeaseRanOut } => Silo.Periods.Lease,
        RunEnded { Cause.Kind: RunCauseKind.GivenUp } => Silo.Periods.LostAfter,
        _ => TimeSpan.Zero,
    };

    private static int? AttemptOf(RunEvent @event) => @event switch
    {
        RunInitializing e => e.Attempt,
        RunStarted e => e.Attempt,
        RunBecameUnreachable e => e.Attempt,
        RunCameBack e => e.Attempt,
        RunReleased e => e.Attempt,
        RunEnded e => e.Attempt,
        SubtaskCreated e => e.Attempt,
        _ => null,
    };

    private void Demand(bool holds, string rule, RunEvent @event, long position)
    {
        if (!holds)
        {
            throw new BrokenPromiseException(rule, $"{Id} is {State} in attempt {Attempt}, and at position {position} there is {@event}.");
        }
    }
}
