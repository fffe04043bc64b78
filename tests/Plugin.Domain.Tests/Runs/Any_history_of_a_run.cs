using FsCheck;
using FsCheck.Fluent;
using Plugin.Domain.Runs;
using static Plugin.Domain.Tests.Some;

namespace Plugin.Domain.Tests.Runs;

/// <summary>Holds for whatever nodes and hub say, in whatever order. A failure prints the seed and the shortest history that shows it.</summary>
public sealed class Any_history_of_a_run
{
    private static readonly Config Thoroughly = Config.QuickThrowOnFailure.WithMaxTest(2000);

    private static void Always(Func<IReadOnlyList<RunStep>, bool> property) =>
        Prop.ForAll(RunHistory.Any, history => property(history.Play())).Check(Thoroughly);

    private static void AtEachStep(Func<RunStep, bool> property) => Always(steps => steps.All(property));

    [Fact]
    public void Ends_at_most_once() =>
        Always(steps => steps.SelectMany(s => s.Events).OfType<RunEnded>().Count() <= 1);

    [Fact]
    public void Has_nothing_after_the_end_but_what_was_missing_of_a_failure() =>
        AtEachStep(step => step.Before is not Run.Ended before || step.Events.All(e =>
            e is RunSupplemented && before.Outcome != RunOutcome.Completed
            && step.After is Run.Ended after && after.Outcome == before.Outcome && after.Cause == before.Cause));

    [Fact]
    public void Ends_in_the_words_of_who_ended_it() =>
        AtEachStep(step => step.Events.OfType<RunEnded>().All(e => e.Cause.Words is null == step.Command is not RunReport));

    [Fact]
    public void Completes_with_a_result() =>
        AtEachStep(step => step.Events.OfType<RunEnded>().All(e => e.Outcome != RunOutcome.Completed || e.Result is not null));

    [Fact]
    public void Is_not_changed_by_a_superseded_attempt() =>
        AtEachStep(step => AttemptOf(step.Command) is not { } attempt || attempt >= step.Attempt || step.After == step.Before);

    [Fact]
    public void Is_not_changed_by_an_attempt_that_was_never_given() =>
        AtEachStep(step => AttemptOf(step.Command) is not { } attempt || attempt <= step.Attempt || step.After == step.Before);

    [Fact]
    public void Is_not_changed_by_another_node() =>
        AtEachStep(step => step.Command is not RunCommandOfNode { Node: var node } || node == NodeA || step.After == step.Before);

    [Fact]
    public void Counts_its_attempts_one_by_one_up_to_the_last() =>
        Always(steps => steps.SelectMany(s => s.Events).OfType<RunClaimed>().Select(e => e.Attempt).ToArray() is var attempts
            && attempts.SequenceEqual(Enumerable.Range(1, attempts.Length)) && attempts.Length <= Run.MaxAttempts);

    [Fact]
    public void Names_the_attempt_that_holds_the_run_in_every_event() =>
        AtEachStep(step => step.Events.All(e => AttemptOf(e) == ((Run.Existing)step.After).Attempt));

    [Fact]
    public void Never_retries_what_has_ordered_subtasks() =>
        AtEachStep(step => step.Before is not Run.Started { Subtasks: > 0 } || step.After is Run.Started or Run.Ended);

    [Fact]
    public void Never_takes_an_active_run_away_for_silence() =>
        AtEachStep(step => step.Command is not ExpireLease || step.Before is Run.Leased || step.After == step.Before);

    [Fact]
    public void Gives_up_only_what_was_out_of_contact() =>
        AtEachStep(step => step.Command is not GiveUp || step.Before is Run.Unreachable || step.After == step.Before);

    [Fact]
    public void Hears_nothing_twice() =>
        AtEachStep(step => step.Command is OpenPort or ClosePorts
            || Run.Decide(step.After, step.Command) is Decision<RunEvent>.Refused or Decision<RunEvent>.Accepted { Events.Count: 0 });

    [Fact]
    public void Acknowledges_every_report_that_it_believed() =>
        AtEachStep(step => step.Command is not RunReport || !step.Events.Any() || step.After is Run.Ended { Outcome: RunOutcome.Killed }
            || Run.Decide(step.After, step.Command) == Decision<RunEvent>.Nothing);

    [Fact]
    public void Is_read_back_from_the_log_as_it_was() =>
        AtEachStep(step => step.Events.All(e => EventCodec.Encode(e) is var (name, data) && EventCodec.Decode(name, data).Equals(e)));

    [Fact]
    public void Gets_everywhere()
    {
        var reached = new HashSet<string>();
        Always(steps =>
        {
            reached.UnionWith(steps.Select(s => s.After is Run.Ended ended ? ended.Outcome.ToString() : s.After.GetType().Name));
            return true;
        });
        Assert.Equal(
            [
                "Active", "AwaitingApproval", "Claimed", "Completed", "Crashed", "Failed", "Held", "Initializing", "Killed", "NoImage",
                "NotAllowed", "Pending", "StartFailed", "Unknown", "Unreachable",
            ],
            reached.Order());
    }

    private static int? AttemptOf(RunCommand command) => command switch
    {
        RunReport c => c.Attempt,
        ExpireLease c => c.Attempt,
        RegainContact c => c.Attempt,
        GiveUp c => c.Attempt,
        RecordSubtask c => c.Attempt,
        _ => null,
    };

    private static int? AttemptOf(RunEvent @event) => @event switch
    {
        RunClaimed e => e.Attempt,
        RunAwaitsApproval e => e.Attempt,
        RunApproved e => e.Attempt,
        RunInitializing e => e.Attempt,
        RunStarted e => e.Attempt,
        RunReleased e => e.Attempt,
        RunBecameUnreachable e => e.Attempt,
        RunCameBack e => e.Attempt,
        RunHeld e => e.Attempt,
        SubtaskCreated e => e.Attempt,
        RunPortOpened e => e.Attempt,
        RunPortsClosed e => e.Attempt,
        RunEnded e => e.Attempt,
        RunSupplemented e => e.Attempt,
        _ => null,
    };
}
