namespace Plugin.EventLog.Tests.Store;

public abstract partial class StoreSuite
{
    [Fact]
    public async Task Ids_are_taken_in_blocks_and_never_twice()
    {
        Assert.Equal(1, await Store.Live.TakeIds("task", 1, Soon));
        Assert.Equal(2, await Store.Live.TakeIds("task", 36, Soon));
        Assert.Equal(38, await Store.Live.TakeIds("task", 1, Soon));
        Assert.Equal(1, await Store.Live.TakeIds("user", 1, Soon));

        await Store.Live.RaiseIds("task", 100, Soon);
        await Store.Live.RaiseIds("task", 50, Soon);
        Assert.Equal(101, await Store.Live.TakeIds("task", 1, Soon));
    }

    [Fact]
    public async Task A_heartbeat_replaces_the_one_before_and_has_the_stores_time()
    {
        var before = await Store.Live.Now(Soon);
        await Store.Live.Seen([new Heartbeat("node-1", "s1", "{}"), new Heartbeat("node-2", "s1", "{}"), new Heartbeat("silo-1", "s", "{}")], Soon);
        await Store.Live.Seen([new Heartbeat("node-1", "s2", """{"runs":[1]}""")], Soon);
        await Store.Live.Forget("node-2", Soon);
        var after = await Store.Live.Now(Soon);

        var presence = Assert.Single(await Store.Live.Presences("node-", Soon));
        Assert.Equal(("node-1", "s2", """{"runs":[1]}"""), (presence.Key, presence.Session, presence.Content));
        Assert.InRange(presence.SeenAt, before, after);
        Assert.Equal(2, (await Store.Live.Presences("", Soon)).Count);
        Assert.Empty(await Store.Live.Presences("node_", Soon));
    }

    [Fact]
    public async Task A_duty_has_one_holder_until_its_period_is_over()
    {
        var first = await Store.Live.Hold("sweep", "silo-1", TimeSpan.FromMinutes(1), Soon);
        var other = await Store.Live.Hold("sweep", "silo-2", TimeSpan.FromMinutes(1), Soon);
        var renewed = await Store.Live.Hold("sweep", "silo-1", TimeSpan.Zero, Soon);
        var next = await Store.Live.Hold("sweep", "silo-2", TimeSpan.FromMinutes(1), Soon);

        Assert.Equal((true, "silo-1", null), (first.Held, first.Holder, first.LastHeldAt));
        Assert.Equal((false, "silo-1", first.Now), (other.Held, other.Holder, other.LastHeldAt));
        Assert.Equal((true, "silo-1", first.Now), (renewed.Held, renewed.Holder, renewed.LastHeldAt));
        Assert.Equal((true, "silo-2", renewed.Now), (next.Held, next.Holder, next.LastHeldAt));
    }

    [Fact]
    public async Task Who_leaves_lets_go_of_all_duties_and_of_nobody_elses()
    {
        var sweep = await Store.Live.Hold("sweep", "silo-1", TimeSpan.FromMinutes(1), Soon);
        await Store.Live.Hold("retention", "silo-1", TimeSpan.FromMinutes(1), Soon);
        var watch = await Store.Live.Hold("watch", "silo-2", TimeSpan.FromMinutes(1), Soon);
        await Store.Live.Hold("over", "silo-2", TimeSpan.Zero, Soon);
        Assert.Equal(["retention", "sweep", "watch"], (await Store.Live.Duties(Soon)).Select(d => d.Duty));

        await Store.Live.Release("silo-1", Soon);

        Assert.Equal([new HeldDuty("watch", "silo-2", watch.Now)], await Store.Live.Duties(Soon));
        Assert.False((await Store.Live.Hold("watch", "silo-1", TimeSpan.FromMinutes(1), Soon)).Held);
        // What is free again still says when somebody last had it.
        var next = await Store.Live.Hold("sweep", "silo-2", TimeSpan.FromMinutes(1), Soon);
        Assert.Equal((true, sweep.Now), (next.Held, next.LastHeldAt));
    }
}
