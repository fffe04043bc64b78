using Plugin.Domain;
using Plugin.Domain.Runs;
using Plugin.EventLog;
using Plugin.EventLog.Postgres;
using Plugin.Grains.Readings;
using Plugin.Grains.Runs;
using Plugin.Grains.Tasks;
using Plugin.Testing;

namespace Plugin.Grains.Tests;

/// <summary>Two silos over one PostgreSQL, each with its own memory of the same streams.</summary>
public sealed class Two_silos : IAsyncLifetime
{
    private PostgresDatabase _database = null!;
    private World _one = null!;
    private World _other = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await PostgresDatabase.Create();
        _one = await World.Over(Open, seed: 1);
        await _one.Settle();
        _other = (await World.Over(Open, seed: 2)).With(_one);
    }

    public async ValueTask DisposeAsync()
    {
        await _one.Store.DisposeAsync();
        await _other.Store.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Take_a_claim_on_one_and_its_report_on_the_other()
    {
        var task = await _one.Submit(0);
        var claim = await _one.Claim(0, task.Runs[0]);

        Assert.Null((await _other.Report(0, task.Runs[0], claim.Attempt, new RunStage.Started(null))).Refusal);
        Assert.Null((await _one.Report(0, task.Runs[0], claim.Attempt, await _one.Completed())).Refusal);
        Assert.Equal(
            ["run.created/1", "run.claimed/1", "run.started/1", "run.ended/2"], await _other.EventsOf(task.Runs[0]));
    }

    [Fact]
    public async Task Never_answer_from_a_memory_that_is_behind()
    {
        var task = await _one.Submit(0);
        var claim = await _one.Claim(0, task.Runs[0]);
        await _other.Ask(new KillTask(World.Root, task.Task));

        // In the memory of this silo the run is claimed, and repeating a claim would be nothing to do.
        var answer = await _one.Ask(new Runs.ClaimRun(World.By(_one.Nodes[0]), task.Runs[0], _one.Nodes[0], World.Session(0)));

        Assert.Equal(RefusalKind.Finished, answer.Refusal?.Kind);
        Assert.Equal(1, claim.Attempt);
    }

    [Fact]
    public async Task Number_the_subtasks_of_one_run_without_a_gap_or_a_double()
    {
        const int PerSilo = 20;
        var task = await _one.Submit(0);
        var claim = await _one.Claim(0, task.Runs[0]);
        await _one.Report(0, task.Runs[0], claim.Attempt, new RunStage.Started(null));

        var orders = new List<Task<Answer<CreatedTask>>>();
        for (var i = 0; i < PerSilo; i++)
        {
            foreach (var silo in (World[])[_one, _other])
            {
                orders.Add(silo.Ask(new CreateSubtask(
                    World.By(silo.Nodes[0]), task.Runs[0], claim.Attempt, await silo.Request(1))));
            }
        }

        var answers = await Task.WhenAll(orders);

        Assert.All(answers, answer => Assert.Null(answer.Refusal));
        var ordinals = (await _one.Store.Log.ReadStream(task.Runs[0].ToString(), 0, CancellationToken.None))
            .Select(stored => EventCodec.Decode(stored.Name, stored.Data.Span)).OfType<SubtaskCreated>().Select(e => e.Ordinal);
        Assert.Equal(Enumerable.Range(1, 2 * PerSilo), ordinals);
    }

    [Fact]
    public async Task Leave_no_subtask_open_when_one_kills_while_the_other_orders()
    {
        var task = await _one.Submit(0);
        var claim = await _one.Claim(0, task.Runs[0]);
        await _one.Report(0, task.Runs[0], claim.Attempt, new RunStage.Started(null));
        var request = await _other.Request(1, 2);

        var orders = Enumerable.Range(0, 10).Select(_ => _other.Ask(new CreateSubtask(
            World.By(_other.Nodes[0]), task.Runs[0], claim.Attempt, request))).ToArray();
        var kill = await _one.Ask(new KillTask(World.Root, task.Task));
        await Task.WhenAll(orders);

        Assert.Null(kill.Refusal);
        Assert.Empty(await _one.Store.Read.Where("open_runs", "job", (long)task.Task.Value, 100, CancellationToken.None));
    }

    [Fact]
    public async Task Record_what_was_read_on_both_only_once()
    {
        var task = await _one.Submit(0);
        var head = await _one.Store.Log.Head(CancellationToken.None);
        var command = new RecordReadings(World.By(_one.Researcher), [new TaskOfReading(task.Task, _one.Collaboration)]);

        var hours = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => (i % 2 == 0 ? _one : _other).Ask(command)));

        Assert.All(hours, hour => Assert.Null(hour.Refusal));
        // The clock may have struck in between; then there are two hours, and a record of each.
        Assert.Equal(
            hours.Select(hour => hour.Value).Distinct().Count(),
            (await _one.Store.Log.Read(head, 100, CancellationToken.None)).Count(stored => stored.Name == "reading.contents_read/1"));
    }

    private async Task<IStore> Open(IProjector projector) =>
        await PostgresStore.Open(_database.ConnectionString, projector, TimeProvider.System, CancellationToken.None);
}
