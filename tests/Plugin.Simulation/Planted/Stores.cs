using System.Runtime.CompilerServices;
using Plugin.EventLog;
using Plugin.Simulation.Hub;

namespace Plugin.Simulation.Planted;

/// <summary>A store that does all but one thing right.</summary>
internal abstract class PlantedStore(IStore store) : PassingStore(store)
{
    public override Task<Appended> Append(Append append, CancellationToken cancellationToken) => Inner.Log.Append(append, cancellationToken);

    public override IAsyncEnumerable<StoredEvent> Follow(long afterPosition, CancellationToken cancellationToken) =>
        Inner.Log.Follow(afterPosition, cancellationToken);

    protected override Task<T> Ask<T>(Func<Task<T>> statement) => statement();

    protected override Task<T> Change<T>(Func<Task<T>> statement) => statement();
}

/// <summary>A follower that takes the position where it begins for one that it has seen.</summary>
internal sealed class StoreWhoseFollowerSkips(IStore store) : PlantedStore(store)
{
    public override async IAsyncEnumerable<StoredEvent> Follow(
        long afterPosition, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var stored in base.Follow(afterPosition, cancellationToken))
        {
            if (stored.Position > afterPosition + 1)
            {
                yield return stored;
            }
        }
    }
}

/// <summary>Says that it is stored and stores it then.</summary>
internal sealed class StoreThatAnswersFirst(IStore store) : PlantedStore(store)
{
    public override async Task<Appended> Append(Append append, CancellationToken cancellationToken)
    {
        var stored = base.Append(append, cancellationToken);
        if (stored.IsCompleted)
        {
            return await stored;
        }

        // Whoever hears of its failure has long been answered.
        _ = stored.ContinueWith(static failed => failed.Exception, TaskContinuationOptions.ExecuteSynchronously | TaskContinuationOptions.OnlyOnFaulted);
        return new Appended(0, 0, Replayed: false, append.Outcome);
    }
}

/// <summary>The last who writes is right, whatever he had read.</summary>
internal sealed class StoreWithoutConflicts(IStore store) : PlantedStore(store)
{
    public override async Task<Appended> Append(Append append, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await base.Append(append, cancellationToken);
            }
            catch (StreamConflictException conflict)
            {
                append = append with
                {
                    Guards = [.. append.Guards.Where(guard => guard.Stream != conflict.Stream)],
                    Streams = [.. append.Streams.Select(s => s.Stream == conflict.Stream ? s with { ExpectedVersion = conflict.Actual } : s)],
                };
            }
        }
    }
}

/// <summary>Takes what this silo saw last for what is stored.</summary>
internal sealed class StoreThatBelievesItsMemory(IStore store) : PlantedStore(store)
{
    private readonly Dictionary<string, long> _versions = [];

    public override async Task<Appended> Append(Append append, CancellationToken cancellationToken)
    {
        var appended = await base.Append(append, cancellationToken);
        foreach (var stream in append.Streams)
        {
            _versions[stream.Stream] = stream.ExpectedVersion + stream.Events.Count;
        }

        return appended;
    }

    public override async Task<IReadOnlyList<StoredEvent>> ReadStream(string stream, long afterVersion, CancellationToken cancellationToken)
    {
        var stored = await base.ReadStream(stream, afterVersion, cancellationToken);
        if (stored.Count > 0)
        {
            _versions[stream] = stored[^1].Version;
        }

        return stored;
    }

    public override async Task<long> VersionOf(string stream, CancellationToken cancellationToken) =>
        _versions.TryGetValue(stream, out var version) ? version : await base.VersionOf(stream, cancellationToken);
}

/// <summary>Answers lists from a memory of its own, which knows a task of another silo only from the second look on.</summary>
internal sealed class StoreWithAListOfItsOwn(IStore store) : PlantedStore(store)
{
    private readonly HashSet<object> _known = [];

    public override async Task<Appended> Append(Append append, CancellationToken cancellationToken)
    {
        var appended = await base.Append(append, cancellationToken);
        foreach (var stream in append.Streams.Where(s => s.Stream.StartsWith("task-", StringComparison.Ordinal)))
        {
            _known.Add(long.Parse(stream.Stream.AsSpan("task-".Length)));
        }

        return appended;
    }

    public override Task<IReadOnlyList<IReadOnlyDictionary<string, object?>>> Where(
        string table, string column, object value, int limit, CancellationToken cancellationToken) =>
        table == "tasks" && column == "id" && _known.Add(value)
            ? Task.FromResult<IReadOnlyList<IReadOnlyDictionary<string, object?>>>([])
            : base.Where(table, column, value, limit, cancellationToken);
}

/// <summary>Whoever watches over leases does so by a clock of its own, which is wrong.</summary>
internal sealed class StoreWithAWrongClock(IStore store) : PlantedStore(store)
{
    private static readonly TimeSpan Wrong = TimeSpan.FromMinutes(3);

    public override async Task<DutyHold> Hold(string duty, string holder, TimeSpan period, CancellationToken cancellationToken)
    {
        var hold = await base.Hold(duty, holder, period, cancellationToken);
        return hold with { Now = hold.Now + Wrong, LastHeldAt = hold.LastHeldAt + Wrong };
    }
}
