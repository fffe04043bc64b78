using System.Runtime.CompilerServices;
using Plugin.EventLog;
using Plugin.Simulation.Network;
using Plugin.Simulation.Scheduling;

namespace Plugin.Simulation.Hub;

/// <summary>
/// The database as one silo reaches it, with the manners of the PostgreSQL engine: a statement that breaks off fails, but an append of which
/// nobody knows is looked up, and sent again if it is not there, before anybody is answered.
/// </summary>
internal sealed class SiloStore(Database database, Process silo, Wires wires, Scene scene) : PassingStore(database.Store)
{
    private const int Tries = 5;
    private const int PageSize = 500;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);

    /// <summary>It has stood still since its last append, so that what it believes is old.</summary>
    public bool IsStale { get; set; }

    public override async Task<Appended> Append(Append append, CancellationToken cancellationToken)
    {
        var epoch = await Connected();
        for (var attempt = 1; ; attempt++)
        {
            await Pass(writes: true);
            if (IsWhole(epoch))
            {
                RefuseIfFull();
                var answer = Carried(append);
                await ((Task)answer).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
                await Pass(writes: true);
                if (!IsWhole(epoch))
                {
                    epoch = await ConnectedAgain();
                    scene.Coverage.Count("state: commit in doubt was stored");
                }

                return await answer;
            }

            epoch = await ConnectedAgain();
            scene.Coverage.Count("state: commit in doubt was not stored");
            if (attempt == Tries)
            {
                throw Away("Nothing was stored.");
            }
        }
    }

    public override async Task<ReadOnlyMemory<byte>?> OutcomeOf(string idempotencyKey, CancellationToken cancellationToken)
    {
        var known = await base.OutcomeOf(idempotencyKey, cancellationToken);
        scene.Coverage.Count("state: request answered by its key", known is null ? 0 : 1);
        return known;
    }

    public override async Task<DutyHold> Hold(string duty, string holder, TimeSpan period, CancellationToken cancellationToken)
    {
        var hold = await base.Hold(duty, holder, period, cancellationToken);
        if (hold.Held && !Equals(database.Duties.GetValueOrDefault(duty, holder), holder))
        {
            scene.Coverage.Count("state: hold of a duty passed on");
        }

        if (hold.Held)
        {
            database.Duties[duty] = holder;
        }

        return hold;
    }

    public override async IAsyncEnumerable<StoredEvent> Follow(
        long afterPosition, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var position = afterPosition;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var news = database.News.Next;
            IReadOnlyList<StoredEvent> page;
            try
            {
                page = await Ask(() => Inner.Log.Read(position, PageSize, default));
            }
            catch (LogUnavailableException) when (scene.Chance.Of(0.5))
            {
                // The engine's follower goes on by itself; its reader may meet the outage as well.
                await silo.Delay(Poll, cancellationToken);
                continue;
            }

            foreach (var stored in page)
            {
                yield return stored;
                position = stored.Position;
            }

            if (page.Count == 0)
            {
                await news.WaitAsync(cancellationToken);
                if (wires.Loses("fault: notification lost"))
                {
                    await silo.Delay(Poll, cancellationToken);
                }
            }
        }
    }

    protected override Task<T> Ask<T>(Func<Task<T>> statement) => Statement(statement, writes: false);

    protected override Task<T> Change<T>(Func<Task<T>> statement) => Statement(statement, writes: true);

    private async Task<T> Statement<T>(Func<Task<T>> statement, bool writes)
    {
        var epoch = await Connected();
        await Pass(writes);
        Refuse(epoch);
        if (writes)
        {
            RefuseIfFull();
        }

        var answer = await statement();
        await Pass(writes);
        Refuse(epoch);
        return answer;
    }

    private async Task<Appended> Carried(Append append)
    {
        try
        {
            var appended = await database.Append(append);
            IsStale = false;
            if (appended.Replayed)
            {
                scene.Coverage.Count("state: append replayed by its key");
            }

            return appended;
        }
        catch (StreamConflictException)
        {
            scene.Coverage.Count("state: append conflicted");
            if (IsStale)
            {
                IsStale = false;
                scene.Coverage.Count("state: append conflicted on a silo that had stood still");
            }

            throw;
        }
    }

    private async Task<int> Connected()
    {
        if (!database.IsAway && !wires.AreCut(silo.Name, Wires.Database))
        {
            return database.Epoch;
        }

        await silo.Delay(Poll, default);
        throw Away("No connection.");
    }

    /// <summary>However long it takes: whoever waits for the append has to know.</summary>
    private async Task<int> ConnectedAgain()
    {
        while (database.IsAway || wires.AreCut(silo.Name, Wires.Database))
        {
            await silo.Delay(Poll, default);
        }

        return database.Epoch;
    }

    /// <summary>One way of a statement. Most take no time worth telling; now and then one is slow enough for others to come between.</summary>
    private async Task Pass(bool writes)
    {
        if (writes && database.IsSlow)
        {
            await silo.Delay(scene.Chance.Between(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(2)), default);
        }
        else if (scene.Chance.Of(0.1))
        {
            await silo.Delay(scene.Chance.Between(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(40)), default);
        }
        else
        {
            await Task.Yield();
        }
    }

    private bool IsWhole(int epoch) => epoch == database.Epoch && !wires.AreCut(silo.Name, Wires.Database);

    private void Refuse(int epoch)
    {
        if (!IsWhole(epoch))
        {
            throw Away("The connection broke.");
        }
    }

    private void RefuseIfFull()
    {
        if (database.IsFull)
        {
            throw Away("53100 could not extend file: No space left on device");
        }
    }

    private static LogUnavailableException Away(string why) => new($"The database cannot be reached: {why} Try again.");
}
