using Plugin.Domain;
using Plugin.Grains.Collaborations;
using Plugin.Grains.Nodes;
using Plugin.Grains.Runs;

namespace Plugin.Grains.Tests;

public sealed class A_node_that_leaves
{
    [Fact]
    public async Task Ends_its_runs_in_the_append_that_retires_it()
    {
        var world = await World.InMemory();
        var task = await world.Submit(0, 1);
        var claim = await world.Claim(0, task.Runs[0]);
        await world.Report(0, task.Runs[0], claim.Attempt, new RunStage.Started(null));
        var before = await world.Store.Log.Head(CancellationToken.None);

        Assert.Null((await world.Ask(new RetireNode(World.Root, world.Nodes[0]))).Refusal);

        var events = await world.Store.Log.Read(before, 100, CancellationToken.None);
        Assert.Equal(
            ["collaboration.node_removed/1", "node.retired/1", "run.ended/2", "run.ended/2"], events.Select(e => e.Name).Order());
        Assert.All(events, e => Assert.Equal("""{"actor":"user:1","rule":28}""", System.Text.Encoding.UTF8.GetString(e.Metadata.Span)));
        var late = await world.Report(0, task.Runs[0], claim.Attempt, await world.Completed());
        Assert.Equal(RefusalKind.Finished, late.Refusal?.Kind);
    }

    [Fact]
    public async Task Is_asked_to_do_nothing_more()
    {
        var world = await World.InMemory();
        await world.Ask(new RetireNode(World.Root, world.Nodes[0]));

        Assert.NotNull((await world.Ask(new RetireNode(World.Root, new NodeId(4711)))).Refusal);
        Assert.Null((await world.Ask(new RetireNode(World.Root, world.Nodes[0]))).Refusal);
        Assert.Equal("node.missing", (await world.Ask(new ChangeNode(World.Root, world.Nodes[0], "New", null))).Refusal?.Code);
    }

    [Fact]
    public async Task Leaves_its_name_to_the_next()
    {
        var world = await World.InMemory();
        await world.Ask(new ChangeNode(World.Root, world.Nodes[0], "The node", null));
        Assert.Equal("node.name.taken", (await world.Ask(new ChangeNode(World.Root, world.Nodes[1], "THE NODE", null))).Refusal?.Code);

        await world.Ask(new RetireNode(World.Root, world.Nodes[0]));

        Assert.Null((await world.Ask(new ChangeNode(World.Root, world.Nodes[1], "THE NODE", null))).Refusal);
    }

    [Fact]
    public async Task Goes_with_its_collaboration_and_all_that_was_asked_there_in_one_append()
    {
        var world = await World.InMemory();
        await world.Submit(0, 1, 2);
        await world.Submit(1);
        Assert.Equal(
            "collaboration.has_dependents",
            (await world.Ask(new RetireCollaboration(World.Root, world.Collaboration, WithDependents: false))).Refusal?.Code);
        var before = await world.Store.Log.Head(CancellationToken.None);

        Assert.Null((await world.Ask(new RetireCollaboration(World.Root, world.Collaboration, WithDependents: true))).Refusal);

        var names = (await world.Store.Log.Read(before, 100, CancellationToken.None)).CountBy(e => e.Name).ToDictionary();
        Assert.Equal(
            new Dictionary<string, int>
            {
                ["task.killed/1"] = 2,
                ["task.retired/1"] = 2,
                ["run.ended/2"] = 4,
                ["node.retired/1"] = 3,
                ["collaboration.node_removed/1"] = 3,
                ["collaboration.retired/1"] = 1,
            },
            names);
        Assert.Empty(await world.Store.Read.Where("open_runs", "state", "pending", 10, CancellationToken.None));
    }
}
