using Plugin.Domain;
using Plugin.Domain.Runs;
using Plugin.Grains.Runs;
using Plugin.Grains.Tasks;

namespace Plugin.Grains.Tests;

public sealed class A_task
{
    [Fact]
    public async Task Is_born_with_its_runs_in_one_append()
    {
        var world = await World.InMemory();
        var before = await world.Store.Log.Head(CancellationToken.None);

        var created = await world.Submit(0, 1, 2);

        var events = await world.Store.Log.Read(before, 100, CancellationToken.None);
        Assert.Equal(["task.created/2", "run.created/1", "run.created/1", "run.created/1"], events.Select(e => e.Name));
        Assert.Equal([created.Task.ToString(), .. created.Runs.Select(run => run.ToString())], events.Select(e => e.Stream));
    }

    [Fact]
    public async Task Says_who_ordered_it_in_the_metadata_of_every_event()
    {
        var world = await World.InMemory();
        var before = await world.Store.Log.Head(CancellationToken.None);

        await world.Ask(new CreateTask(
            new CallContext("user:4", Rule: 33, Trace: "abc"), world.Researcher, world.Organisations[0], await world.Request(0)));

        var events = await world.Store.Log.Read(before, 100, CancellationToken.None);
        Assert.All(
            events, e => Assert.Equal("""{"actor":"user:4","rule":33,"trace":"abc"}""", System.Text.Encoding.UTF8.GetString(e.Metadata.Span)));
    }

    [Fact]
    public async Task Keeps_its_name_out_of_the_log_in_clear()
    {
        var world = await World.InMemory();

        var created = await world.Submit(0);

        var stored = (await world.Store.Log.ReadStream(created.Task.ToString(), 0, CancellationToken.None)).Single();
        Assert.DoesNotContain("survival", System.Text.Encoding.UTF8.GetString(stored.Data.Span), StringComparison.Ordinal);
        var rows = await world.Store.Read.Where("tasks", "job_id", (long)created.Task.Value, 10, CancellationToken.None);
        Assert.Equal("survival", rows.Single()["name"]);
    }

    [Fact]
    public async Task Ordered_twice_under_one_key_is_made_once()
    {
        var world = await World.InMemory();
        var order = new CreateTask(World.By(world.Researcher), world.Researcher, world.Organisations[0], await world.Request(0, 1))
        {
            IdempotencyKey = "order-1",
        };

        var first = (await world.Ask(order)).Value;
        var head = await world.Store.Log.Head(CancellationToken.None);
        var second = (await world.Ask(order)).Value;

        Assert.Equal(first.Task, second.Task);
        Assert.Equal(first.Runs, second.Runs);
        Assert.Equal(head, await world.Store.Log.Head(CancellationToken.None));
    }

    [Fact]
    public async Task That_fails_at_one_hospital_is_cancelled_where_it_has_not_started()
    {
        var world = await World.InMemory();
        var task = await world.Submit(0, 1, 2);
        var active = await world.Claim(1, task.Runs[1]);
        await world.Report(1, task.Runs[1], active.Attempt, new RunStage.Started(null));

        var claim = await world.Claim(0, task.Runs[0]);
        await world.Report(0, task.Runs[0], claim.Attempt, new RunStage.Ended(RunOutcome.NoImage, "There is no such image.", null, null));

        Assert.Equal("run.ended/2", (await world.EventsOf(task.Runs[0]))[^1]);
        Assert.Equal("run.started/1", (await world.EventsOf(task.Runs[1]))[^1]);
        Assert.Equal(["run.created/1", "run.ended/2"], await world.EventsOf(task.Runs[2]));
    }

    [Fact]
    public async Task Killed_ends_with_all_its_subtasks_at_once_and_nothing_is_accepted_afterwards()
    {
        var world = await World.InMemory();
        var task = await world.Submit(0);
        var claim = await world.Claim(0, task.Runs[0]);
        await world.Report(0, task.Runs[0], claim.Attempt, new RunStage.Started(null));
        var subtask = (await world.Ask(new CreateSubtask(
            World.By(world.Nodes[0]), task.Runs[0], claim.Attempt, await world.Request(1, 2)))).Value;
        await world.Complete(1, subtask.Runs[0]);

        Assert.Null((await world.Ask(new KillTask(World.Root, task.Task))).Refusal);

        Assert.Equal("run.ended/2", (await world.EventsOf(task.Runs[0]))[^1]);
        Assert.Equal("run.ended/2", (await world.EventsOf(subtask.Runs[1]))[^1]);
        Assert.Equal(1, (await world.EventsOf(subtask.Runs[0])).Count(name => name == "run.ended/2"));
        var late = await world.Report(0, task.Runs[0], claim.Attempt, await world.Completed());
        Assert.Equal(RefusalKind.Finished, late.Refusal?.Kind);
        var more = await world.Ask(new CreateSubtask(World.By(world.Nodes[0]), task.Runs[0], claim.Attempt, await world.Request(1)));
        Assert.Equal(RefusalKind.Finished, more.Refusal?.Kind);
    }

    [Fact]
    public async Task Killed_twice_is_killed_once()
    {
        var world = await World.InMemory();
        var task = await world.Submit(0, 1);
        await world.Ask(new KillTask(World.Root, task.Task));
        var head = await world.Store.Log.Head(CancellationToken.None);

        Assert.Null((await world.Ask(new KillTask(World.Root, task.Task))).Refusal);

        Assert.Equal(head, await world.Store.Log.Head(CancellationToken.None));
    }

    [Fact]
    public async Task Retired_leaves_the_lists_with_its_subtasks()
    {
        var world = await World.InMemory();
        var task = await world.Submit(0);
        var claim = await world.Claim(0, task.Runs[0]);
        await world.Report(0, task.Runs[0], claim.Attempt, new RunStage.Started(null));
        await world.Ask(new CreateSubtask(World.By(world.Nodes[0]), task.Runs[0], claim.Attempt, await world.Request(1)));

        Assert.Null((await world.Ask(new RetireTask(World.Root, task.Task))).Refusal);

        Assert.Empty(await world.Store.Read.Where("tasks", "job_id", (long)task.Task.Value, 10, CancellationToken.None));
        Assert.Empty(await world.Store.Read.Where("open_runs", "job", (long)task.Task.Value, 10, CancellationToken.None));
    }
}
