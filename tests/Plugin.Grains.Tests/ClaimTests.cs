using Plugin.Domain;
using Plugin.Grains.Nodes;

namespace Plugin.Grains.Tests;

public sealed class A_claim
{
    [Fact]
    public async Task Gives_the_first_attempt_and_again_when_its_answer_was_lost()
    {
        var world = await World.InMemory();
        var task = await world.Submit(0);

        Assert.Equal(1, (await world.Claim(0, task.Runs[0])).Attempt);
        Assert.Equal(1, (await world.Claim(0, task.Runs[0])).Attempt);
        Assert.Equal(["run.created/1", "run.claimed/1"], await world.EventsOf(task.Runs[0]));
    }

    [Fact]
    public async Task Of_an_agent_that_was_replaced_is_refused()
    {
        var world = await World.InMemory();
        var task = await world.Submit(0);
        await world.Ask(new OpenSession(World.By(world.Nodes[0]), world.Nodes[0], "older", []));
        await world.Ask(new OpenSession(World.By(world.Nodes[0]), world.Nodes[0], "newer", []));

        var answer = await world.Ask(new Runs.ClaimRun(World.By(world.Nodes[0]), task.Runs[0], world.Nodes[0], "older"));

        Assert.Equal(RefusalKind.Conflict, answer.Refusal?.Kind);
        Assert.Equal(["run.created/1"], await world.EventsOf(task.Runs[0]));
    }

    [Fact]
    public async Task Of_a_session_that_never_said_hello_is_refused_and_fences_nobody()
    {
        var world = await World.InMemory();
        var task = await world.Submit(0);

        var stranger = await world.Ask(new Runs.ClaimRun(World.By(world.Nodes[0]), task.Runs[0], world.Nodes[0], "stranger"));

        Assert.Equal("session.unknown", stranger.Refusal?.Code);
        Assert.Equal(1, (await world.Claim(0, task.Runs[0])).Attempt);
    }

    [Fact]
    public async Task Of_a_run_of_another_hospital_is_refused()
    {
        var world = await World.InMemory();
        var task = await world.Submit(0);

        var answer = await world.Ask(new Runs.ClaimRun(World.By(world.Nodes[1]), task.Runs[0], world.Nodes[1], World.Session(1)));

        Assert.NotNull(answer.Refusal);
        Assert.Equal(["run.created/1"], await world.EventsOf(task.Runs[0]));
    }

    [Fact]
    public async Task Keeps_no_more_streams_in_memory_than_it_may()
    {
        var world = await World.InMemory(capacity: 3);
        for (var i = 0; i < 10; i++)
        {
            await world.Complete(0, (await world.Submit(0)).Runs[0]);
        }

        Assert.Equal(3, world.Grains.Active);
    }
}
