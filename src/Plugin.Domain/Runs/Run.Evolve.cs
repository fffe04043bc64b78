using System.Diagnostics;

namespace Plugin.Domain.Runs;

public abstract partial record Run
{
    public Run Evolve(RunEvent @event) => (this, @event) switch
    {
        (None, RunCreated e) =>
            new Pending(new RunOrder(e.Id, e.Task, e.Collaboration, e.Organisation, e.Node, e.Input), Attempt: 0),

        (Pending s, RunClaimed e) => new Claimed(s.Order, e.Attempt),
        (Claimed s, RunAwaitsApproval) => new AwaitingApproval(s.Order, s.Attempt, IsApproved: false),
        (AwaitingApproval s, RunApproved) => s with { IsApproved = true },
        (Claimed s, RunInitializing) => new Initializing(s.Order, s.Attempt),
        (AwaitingApproval s, RunInitializing) => new Initializing(s.Order, s.Attempt),
        (Leased s, RunStarted) => new Active(s.Order, s.Attempt, Subtasks: 0),
        (Leased s, RunReleased) => new Pending(s.Order, s.Attempt),
        (Started s, RunReleased) => new Pending(s.Order, s.Attempt),

        (Active s, RunBecameUnreachable) => new Unreachable(s.Order, s.Attempt, s.Subtasks),
        (Unreachable s, RunCameBack) => new Active(s.Order, s.Attempt, s.Subtasks),
        (Running s, RunHeld) => new Held(s.Order, s.Attempt, s.Subtasks),
        (Running s, SubtaskCreated e) => s with { Subtasks = e.Ordinal },

        // Nothing is decided on them.
        (Open s, RunPortOpened or RunPortsClosed) => s,

        (Ended s, RunSupplemented e) => s with { Result = s.Result ?? e.Result, Log = s.Log ?? e.Log },
        (Open s, RunEnded e) => new Ended(s.Order, e.Attempt, e.Outcome, e.Cause, e.Result, e.Log),

        _ => throw new UnreachableException($"{@event.GetType().Name} cannot follow {GetType().Name}."),
    };
}
