using Plugin.EventLog.Memory;

namespace Plugin.EventLog.Tests.Store;

public sealed class A_simulated_log
{
    [Fact]
    public async Task Is_the_same_for_the_same_seed_and_clock()
    {
        Assert.Equal(await Leaves(seed: 1), await Leaves(seed: 1));
        Assert.NotEqual(await Leaves(seed: 1), await Leaves(seed: 2));
    }

    [Fact]
    public async Task Never_leaves_the_callers_thread()
    {
        var store = Store(seed: 1);
        await using var follower = store.Log.Follow(0, CancellationToken.None).GetAsyncEnumerator(CancellationToken.None);
        var seenOn = 0;
        var following = Next();

        var appended = store.Log.Append(new Append { Streams = [new StreamAppend("s", 0, [Shelf.Noted("x")])] }, CancellationToken.None);

        Assert.True(appended.IsCompletedSuccessfully);
        Assert.True(following.IsCompletedSuccessfully);
        Assert.Equal(Environment.CurrentManagedThreadId, seenOn);

        async Task Next()
        {
            // As under a simulation's scheduler: nothing may hop to the pool by itself.
            await follower.MoveNextAsync();
            seenOn = Environment.CurrentManagedThreadId;
        }
    }

    private static async Task<List<string>> Leaves(int seed)
    {
        await using var store = Store(seed);
        for (var i = 0; i < 5; i++)
        {
            await store.Log.Append(new Append { Streams = [new StreamAppend("s", i, [Shelf.Added(i)])] }, CancellationToken.None);
        }

        return [store.Log.Origin.ToString(), .. (await store.Log.Read(0, 10, CancellationToken.None)).Select(e => Convert.ToHexString(e.Leaf.Span))];
    }

    private static MemoryStore Store(int seed) => new(new Shelf(), new StandingClock(), new Random(seed).NextBytes);

    private sealed class StandingClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    }
}
