using Plugin.Testing.Running;

namespace Plugin.EventLog.Tests.Faults.Writing;

/// <summary>Several authors and a follower over one store: what a silo does to the log.</summary>
internal static class Authors
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <param name="silo">Different for every life of every silo of a log.</param>
    public static async Task Run(
        IStore store, int seed, int silo, int authors, int appends, Action<string> say, CancellationToken cancellationToken)
    {
        using var done = new CancellationTokenSource();
        var head = await Eventually.Get(async () => await Head(store), Eventually.Patience, () => "the end of the log");
        var following = Follow(store, head.Value, silo, say, done.Token);
        await Task.WhenAll(Enumerable.Range(0, authors).Select(async number =>
        {
            await Task.Yield();
            try
            {
                await new Author(store, new Chance(seed * 7919 + silo * 101 + number), silo, number, say).Write(appends, cancellationToken);
            }
            // Whatever an author did not expect is a finding of the schedule.
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                say(Journal.Complains($"author {silo}.{number}: {e}"));
            }
        }));
        await done.CancelAsync();
        await following.Soon($"the end of follower {silo}");
    }

    private static async Task<Position?> Head(IStore store)
    {
        try
        {
            return new Position(await store.Log.Head(CancellationToken.None));
        }
        catch (LogUnavailableException)
        {
            return null;
        }
    }

    private static async Task Follow(IStore store, long position, int silo, Action<string> say, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await foreach (var @event in store.Log.Follow(position, cancellationToken))
                {
                    say(Journal.Saw($"follower-{silo}", @event));
                    position = @event.Position;
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (LogUnavailableException)
            {
                await Task.Delay(Pause, CancellationToken.None);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                say(Journal.Complains($"follower {silo}: {e}"));
                return;
            }
        }
    }

    private sealed record Position(long Value);
}
