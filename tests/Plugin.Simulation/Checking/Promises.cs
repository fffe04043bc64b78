using Plugin.Contracts.Station;
using Plugin.Domain;
using Plugin.Domain.Alarms;
using Plugin.Domain.Runs;
using Plugin.EventLog.Proving;
using Plugin.Simulation.Hospitals;
using Plugin.Simulation.Seen;
using Plugin.Vault.Blobs;
using RunReport = Plugin.Contracts.Station.RunReport;

namespace Plugin.Simulation.Checking;

/// <summary>Holds the log against the model, and what people and stations saw against the log.</summary>
internal sealed class Promises
{
    private readonly Telling _telling;
    private readonly Ledger _ledger;
    private readonly History _history;

    private Promises(Telling telling, Ledger ledger) => (_telling, _ledger, _history) = (telling, ledger, telling.History);

    /// <exception cref="BrokenPromiseException">The first that is not kept.</exception>
    public static async Task AreKept(Telling telling)
    {
        var ledger = new Ledger(await telling.Store.Log.Read(0, int.MaxValue, default));
        LedgerSights.Count(ledger, telling.Coverage);
        var promises = new Promises(telling, ledger);
        promises.WhatWasAcknowledgedIsKept();
        promises.NothingIsOrderedTwice();
        promises.FencingNumbersAreGivenOnce();
        promises.AttemptsAreExecutedOnce();
        promises.NoResultIsLost();
        promises.KillsAreFinal();
        promises.SubtasksAreOrderedOnce();
        new FeedCheck(ledger, telling.History.Head, telling.Agents).Check(telling.History.Feeds);
        promises.ReadersSeeWhatWasWritten();
        if (telling.Failure is { } failure)
        {
            throw failure;
        }

        promises.EveryRunEnds();
        await promises.EachResultIsThatOfItsAttempt();
        await promises.NodesWitnessTheLogAndFindNothingWrong();
    }

    private void WhatWasAcknowledgedIsKept()
    {
        foreach (var (image, task, head) in _history.Confirmed)
        {
            Demand(
                _ledger.Tasks.TryGetValue(task, out var created) && created.Position <= head && created.Event.Image == image,
                Rules.AcknowledgedIsKept, $"{task} of {image} was confirmed when the log had {head} events, and is not among them.");
        }

        foreach (var task in _history.Subtasks)
        {
            Demand(_ledger.Tasks.ContainsKey(task), Rules.AcknowledgedIsKept, $"Subtask {task} was confirmed, and is not in the log.");
        }

        foreach (var report in _history.Reports)
        {
            Demand(
                _ledger.Runs.TryGetValue(new RunId(report.Run), out var run) && run.Events.Any(e => e.Position <= report.Head && Tells(e.Event, report)),
                run?.Attempt > report.Attempt ? Rules.FencingNeverGoesBack : Rules.AcknowledgedIsKept,
                $"{report} was acknowledged, and the log does not say so.");
        }

        foreach (var (task, head) in _history.Killed)
        {
            foreach (var run in TreeOf(task).SelectMany(t => t.Event.Runs).Select(r => _ledger.Runs[r.Run]))
            {
                Demand(!run.IsOpenAt(head), Rules.KillIsFinal, $"{task} was confirmed as killed at position {head}, and {run.Id} of it was open.");
            }
        }

        foreach (var (node, asked, head) in _history.StoppedOn)
        {
            foreach (var run in _ledger.Runs.Values.Where(run => run.Node == node && run.IsOpenAt(asked)))
            {
                Demand(!run.IsOpenAt(head), Rules.AcknowledgedIsKept, $"Everything on {node} was confirmed as killed at position {head}, and {run.Id} was open.");
            }
        }
    }

    private static bool Tells(RunEvent @event, SeenReport report) => (report.State, @event) switch
    {
        (RunStates.Initializing, RunInitializing e) => e.Attempt == report.Attempt,
        (RunStates.Initializing or RunStates.Active, RunStarted e) => e.Attempt == report.Attempt,
        (RunStates.Initializing or RunStates.Active, RunEnded e) => e.Attempt == report.Attempt,
        (RunReport.Lost, RunReleased e) => e.Attempt >= report.Attempt,
        (RunReport.Lost, RunEnded { Cause.Kind: RunCauseKind.ReportedLost } e) => e.Attempt == report.Attempt,
        ("completed", RunEnded { Outcome: RunOutcome.Completed } e) => e.Attempt == report.Attempt,
        ("crashed", RunEnded { Outcome: RunOutcome.Crashed } e) => e.Attempt == report.Attempt,
        ("failed", RunEnded { Outcome: RunOutcome.Failed } e) => e.Attempt == report.Attempt,
        ("start failed", RunEnded { Outcome: RunOutcome.StartFailed } e) => e.Attempt == report.Attempt,
        ("non-existing Docker image", RunEnded { Outcome: RunOutcome.NoImage } e) => e.Attempt == report.Attempt,
        _ => false,
    };

    private void NothingIsOrderedTwice()
    {
        foreach (var orders in _ledger.Tasks.Values.Where(t => t.Event.Parent is null).GroupBy(t => t.Event.Image))
        {
            Demand(
                orders.Count() == 1 && _history.Sent.ContainsKey(orders.Key), Rules.OrderedOnce,
                $"{orders.Key} was sent {_history.Sent.GetValueOrDefault(orders.Key)} times and is in the log as {string.Join(", ", orders.Select(o => o.Event.Id))}.");
        }
    }

    private void FencingNumbersAreGivenOnce()
    {
        foreach (var grants in _history.Grants.GroupBy(grant => (grant.Run, grant.Attempt)))
        {
            var agents = grants.Select(grant => grant.Agent).Distinct().ToList();
            Demand(agents.Count == 1, Rules.FencingNeverGoesBack, $"{grants.Key} was granted to {string.Join(" and to ", agents)}.");
            Demand(
                _ledger.Runs.TryGetValue(new RunId(grants.Key.Run), out var run)
                && run.Events.Any(e => e.Event is RunClaimed claimed && claimed.Attempt == grants.Key.Attempt && e.Position <= grants.Min(g => g.Head)),
                Rules.FencingNeverGoesBack, $"{grants.Key} was granted, and the log has no such claim.");
        }
    }

    private void AttemptsAreExecutedOnce()
    {
        foreach (var started in _history.Containers.GroupBy(container => container.Id))
        {
            Demand(
                started.Count() == 1, Rules.ExecutedOnce, $"{started.Key} was executed on {string.Join(" and on ", started.Select(s => s.Machine))}.");
        }

        var ids = _history.Containers.Select(container => (container.Id.Run, container.Id.Attempt)).ToHashSet();
        foreach (var run in _ledger.Runs.Values)
        {
            foreach (var (position, @event, _) in run.Events)
            {
                Demand(
                    @event is not RunStarted e || ids.Contains((run.Id.Value, e.Attempt)), Rules.ExecutedOnce,
                    $"{run.Id} is called active at position {position}, and was not started anywhere.");
            }
        }
    }

    /// <summary>
    /// A station that has one machine all the time never says that it lost what was carried out to the end. Another machine with its key has no
    /// trace of what was done on the first.
    /// </summary>
    private void NoResultIsLost()
    {
        var alone = _history.Machines.GroupBy(m => m.Node).Where(machines => machines.Count() == 1).Select(machines => machines.Key).ToHashSet();
        foreach (var (machine, id) in _history.Finished)
        {
            if (_ledger.Runs.TryGetValue(new RunId(id.Run), out var run) && alone.Contains(run.Node))
            {
                var lost = run.Events.Find(e =>
                    e.Event is RunReleased { Cause.Kind: RunCauseKind.ReportedLost } r && r.Attempt == id.Attempt
                    || e.Event is RunEnded { Cause.Kind: RunCauseKind.ReportedLost } ended && ended.Attempt == id.Attempt);
                Demand(lost.Event is null, Rules.ResultIsNotLost, $"{id} came to its end on {machine}, and at position {lost.Position} there is {lost.Event}.");
            }
        }
    }

    /// <summary>From the kill on, nothing of the tree has any event but its end by this kill, and nothing is born into it.</summary>
    private void KillsAreFinal()
    {
        foreach (var (position, killed) in _ledger.Kills)
        {
            foreach (var (born, task) in TreeOf(killed))
            {
                Demand(born < position, Rules.KillIsFinal, $"{task.Id} was born into {killed} at position {born}, after its kill at {position}.");
                foreach (var (at, late, _) in task.Runs.SelectMany(r => _ledger.Runs[r.Run].Events).Where(e => e.Position > position))
                {
                    Demand(
                        late is RunEnded { Outcome: RunOutcome.Killed, Cause: var cause } && cause == RunCauses.TaskKilled(killed), Rules.KillIsFinal,
                        $"{killed} was killed at position {position}, and at {at} there is {late}.");
                }
            }
        }
    }

    private void SubtasksAreOrderedOnce()
    {
        foreach (var run in _ledger.Runs.Values)
        {
            var ordered = run.Events.Select(e => e.Event).OfType<SubtaskCreated>().ToList();
            var born = _ledger.Tasks.Values.Where(t => t.Event.ParentRun == run.Id).Select(t => t.Event.Id);
            Demand(
                ordered.Select(s => s.Ordinal).SequenceEqual(Enumerable.Range(1, ordered.Count)) && ordered.Count <= 2
                && ordered.Select(s => s.Task).SequenceEqual(born) && ordered.Select(s => s.Attempt).Distinct().Count() <= 1,
                Rules.OrderedOnce, $"{run.Id} has the subtasks [{string.Join(", ", ordered)}].");
        }
    }

    private void ReadersSeeWhatWasWritten() =>
        Demand(_history.Unread.Count == 0, Rules.ReadYourWrites, string.Join(' ', _history.Unread));

    private void EveryRunEnds()
    {
        foreach (var run in _ledger.Tasks.Values.SelectMany(t => t.Event.Runs))
        {
            Demand(_ledger.Runs.TryGetValue(run.Run, out var life) && life.End is not null, Rules.EndsOnce, $"{run.Run} has not ended.");
        }
    }

    private async Task EachResultIsThatOfItsAttempt()
    {
        var blobs = new BlobStore(_telling.Store, bucket: null, bytes => bytes.Clear());
        foreach (var run in _ledger.Runs.Values)
        {
            var end = run.End!.Value.Event;
            var content = end.Result is { } result ? await ResultText.Of(blobs, result.Id) : null;
            var expected = end.Outcome is RunOutcome.Completed or RunOutcome.Crashed ? Engine.ResultOf(new(run.Id.Value, end.Attempt)) : null;
            Demand(content == expected, Rules.ResultIsItsAttempts, $"{run.Id} ended as {end.Outcome} in attempt {end.Attempt} with '{content}'.");
            foreach (var seen in _history.Results.Where(seen => seen.Run == run.Id))
            {
                Demand(
                    seen.State == end.Outcome.ToString() && seen.Content == content, Rules.ResultIsItsAttempts,
                    $"{seen} was read, and the log has {end.Outcome} with '{content}'.");
            }
        }
    }

    /// <summary>A machine that was replaced comes with another key, and nobody releases the former here.</summary>
    private async Task NodesWitnessTheLogAndFindNothingWrong()
    {
        var found = await new CosignatureCheck(_telling.Store).Run(long.MaxValue, default);
        Demand(found is null, Rules.Witnessed, $"{found}");
        foreach (var alarm in _ledger.Alarms)
        {
            Demand(
                alarm.Kind is AlarmKind.NodeKey or AlarmKind.Unwitnessed || (alarm.Kind is AlarmKind.WitnessKey && _ledger.HasKeyReset), Rules.Witnessed,
                $"{alarm}");
        }
    }

    private IEnumerable<(long Position, Domain.Tasks.TaskCreated Event)> TreeOf(TaskId root) =>
        _ledger.Tasks.Values.Where(t => _ledger.Descends(t.Event, root));

    private static void Demand(bool holds, string rule, string message)
    {
        if (!holds)
        {
            throw new BrokenPromiseException(rule, message);
        }
    }
}
