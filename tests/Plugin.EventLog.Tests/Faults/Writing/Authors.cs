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
        var following = Follow(store, await Head(store), silo, say, done.Token);
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
        await following;
    }

    private static async Task<long> Head(IStore store)
    {
        while (true)
        {
            try
            {
                return await store.Log.Head(CancellationToken.None);
            }
            catch (LogUnavailableException)
            {
                await Task.Delay(Pause, CancellationToken.None);
            }
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
}
