using System.Text;
using Plugin.Domain;
using Plugin.Domain.Alarms;
using Plugin.Domain.Runs;
using Plugin.Domain.Tasks;
using Plugin.EventLog.Proving;
using Plugin.Node.Attempts;
using Plugin.Simulation.Hospitals;
using Plugin.Vault.Blobs;

namespace Plugin.Simulation;

/// <summary>What holds at the end of every story.</summary>
internal sealed class Promises
{
    private readonly History _history;
    private readonly List<(long Position, string Stream, DomainEvent Event)> _events;
    private readonly Dictionary<RunId, List<(long Position, RunEvent Event)>> _runs;
    private readonly Dictionary<TaskId, (long Position, TaskCreated Event)> _tasks;

    public Promises(History history)
    {
        _history = history;
        _events = [.. history.Events.Select(e => (e.Position, e.Stream, EventCodec.Decode(e.Name, e.Data.Span)))];
        _runs = _events.Where(e => e.Event is RunEvent).GroupBy(e => e.Stream).ToDictionary(
            g => ((RunCreated)g.First().Event).Id, g => g.Select(e => (e.Position, (RunEvent)e.Event)).ToList());
        _tasks = _events.Where(e => e.Event is TaskCreated).ToDictionary(
            e => ((TaskCreated)e.Event).Id, e => (e.Position, (TaskCreated)e.Event));
    }

    public async Task AreKept()
    {
        NoOrderIsLostOrDoubled();
        EveryRunEndsOnce();
        OnlyTheLatestAttemptHasEffect();
        NoAttemptIsExecutedTwice();
        NothingIsCalledActiveThatWasNotStarted();
        await EachResultIsThatOfItsAttempt();
        KillIsFinal();
        SubtasksAreOrderedOnce();
        await NodesWitnessTheLogAndFindNothingWrong();
    }

    private void NoOrderIsLostOrDoubled() =>
        Assert.Equal(_history.Confirmed, _tasks.Values.Where(t => t.Event.Parent is null).Select(t => t.Event.Id));

    private void EveryRunEndsOnce()
    {
        Assert.Equal(_tasks.Values.SelectMany(t => t.Event.Runs).Select(r => r.Run).Order(Ids), _runs.Keys.Order(Ids));
        Assert.All(_runs.Values, run => Assert.Single(run, e => e.Event is RunEnded));
    }

    private void OnlyTheLatestAttemptHasEffect() => Assert.All(_runs.Values, run =>
    {
        Run state = Run.Initial;
        foreach (var (position, @event) in run)
        {
            var before = state;
            state = state.Evolve(@event);
            var claimed = @event is RunClaimed && before is Run.Existing b ? b.Attempt + 1 : (before as Run.Existing)?.Attempt ?? 0;
            Assert.True(((Run.Existing)state).Attempt == claimed, $"{@event} at position {position} is not of attempt {claimed}.");
        }

        Assert.IsType<Run.Ended>(state);
    });

    private void NoAttemptIsExecutedTwice() =>
        Assert.All(_history.Started, started => Assert.Equal(started.Distinct(), started));

    private void NothingIsCalledActiveThatWasNotStarted()
    {
        var started = _history.Started.SelectMany(ids => ids).ToHashSet();
        Assert.All(_runs, run => Assert.All(run.Value.Select(e => e.Event).OfType<RunStarted>(), e =>
            Assert.Contains(new AttemptId(run.Key.Value, e.Attempt), started)));
    }

    private async Task EachResultIsThatOfItsAttempt()
    {
        var blobs = new BlobStore(_history.Store, bucket: null, bytes => bytes.Clear());
        foreach (var (id, run) in _runs)
        {
            if (run[^1].Event is RunEnded { Outcome: RunOutcome.Completed } ended)
            {
                var content = await blobs.ReadMany([ended.Result!.Id], default);
                var result = Convert.FromBase64String(Encoding.UTF8.GetString(content[ended.Result.Id].Bytes!.Value.Span));
                Assert.Equal(Engine.ResultOf(new AttemptId(id.Value, ended.Attempt)), Encoding.UTF8.GetString(result));
            }
        }
    }

    /// <summary>From the kill on, nothing of the tree has any event but its end by this kill, and nothing is born into it.</summary>
    private void KillIsFinal()
    {
        foreach (var (position, stream, _) in _events.Where(e => e.Event is TaskKilled))
        {
            var killed = _tasks.Keys.Single(id => id.ToString() == stream);
            var tree = _tasks.Values.Where(t => Descends(t.Event, killed)).ToList();
            Assert.All(tree, t => Assert.True(t.Position < position, $"{t.Event.Id} was born into {killed} after its kill."));
            foreach (var late in tree.SelectMany(t => t.Event.Runs).SelectMany(r => _runs[r.Run]).Where(e => e.Position > position))
            {
                Assert.Equal(
                    (RunOutcome.Killed, RunCauses.TaskKilled(killed)),
                    late.Event is RunEnded e ? (e.Outcome, e.Cause) : (default, (RunCause?)null));
            }
        }
    }

    private void SubtasksAreOrderedOnce() => Assert.All(_runs, run =>
    {
        var ordered = run.Value.Select(e => e.Event).OfType<SubtaskCreated>().ToList();
        Assert.Equal(Enumerable.Range(1, ordered.Count), ordered.Select(s => s.Ordinal));
        Assert.Equal(ordered.Select(s => s.Task), _tasks.Values.Where(t => t.Event.ParentRun == run.Key).Select(t => t.Event.Id));
        Assert.True(ordered.Count <= 2, $"{run.Key} ordered {ordered.Count} subtasks.");
        Assert.True(ordered.Select(s => s.Attempt).Distinct().Count() <= 1, $"Two attempts of {run.Key} ordered subtasks.");
    });

    /// <summary>A machine that was replaced comes with another key, and nobody releases the former here.</summary>
    private async Task NodesWitnessTheLogAndFindNothingWrong()
    {
        var cosignatures = new CosignatureCheck(_history.Store);
        Assert.Null(await cosignatures.Run(long.MaxValue, default));
        Assert.True(cosignatures.Good > 0, "No node signed any checkpoint.");
        Assert.DoesNotContain(
            _events.Select(e => e.Event).OfType<AlarmRaised>(), alarm => alarm.Kind is not (AlarmKind.NodeKey or AlarmKind.Unwitnessed));
    }

    private bool Descends(TaskCreated task, TaskId root) =>
        task.Id == root || (task.Parent is { } parent && Descends(_tasks[parent].Event, root));

    private static readonly Comparer<RunId> Ids = Comparer<RunId>.Create((a, b) => a.Value.CompareTo(b.Value));
}
