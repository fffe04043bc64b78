using Plugin.Grains.Runs;

namespace Plugin.Grains.Tests;

public sealed class The_image_of_a_job
{
    [Fact]
    public async Task Is_the_one_that_a_station_told_first_though_two_tell_at_once()
    {
        var world = await World.InMemory();
        var task = await world.Submit(0, 1);
        await world.Claim(0, task.Runs[0]);
        await world.Claim(1, task.Runs[1]);

        var answers = await Task.WhenAll(Tell(world, task, 0, "sha256:aa"), Tell(world, task, 1, "sha256:bb"));

        Assert.Equal(answers[0].Value, answers[1].Value);
        Assert.Equal(answers[0].Value, (await Tell(world, task, 1, "sha256:cc")).Value);
        Assert.Equal(answers[0].Value, (await Tell(world, task, 1, null)).Value);
        Assert.Equal(["task.created/2", "task.image_fixed/1"], await world.EventsOf(task.Task));
    }

    [Fact]
    public async Task Is_not_told_by_a_station_that_would_not_run_it()
    {
        var world = await World.InMemory();
        var task = await world.Submit(0);
        await world.Claim(0, task.Runs[0]);

        Assert.Equal(new FixedImage(null), (await Tell(world, task, 0, null)).Value);
        Assert.Equal(["task.created/2"], await world.EventsOf(task.Task));
    }

    [Fact]
    public async Task Is_told_by_who_holds_an_attempt()
    {
        var world = await World.InMemory();
        var task = await world.Submit(0);

        var unclaimed = await Tell(world, task, 0, "sha256:aa");
        await world.Claim(0, task.Runs[0]);
        var foreign = await world.Ask(new FixImage(World.By(world.Nodes[1]), task.Runs[0], world.Nodes[1], 1, "sha256:aa"));

        Assert.Equal(("run.never_claimed", "run.other_node"), (unclaimed.Refusal?.Code, foreign.Refusal?.Code));
        Assert.Equal(["task.created/2"], await world.EventsOf(task.Task));
    }

    private static Task<Answer<FixedImage>> Tell(World world, Tasks.CreatedTask task, int hospital, string? digest) =>
        world.Ask(new FixImage(World.By(world.Nodes[hospital]), task.Runs[hospital], world.Nodes[hospital], 1, digest));
}
