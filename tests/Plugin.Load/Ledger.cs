using System.Collections.Concurrent;
using Plugin.Testing.Running;

namespace Plugin.Load;

/// <summary>What researchers ordered and what nodes heard and did of it, held against each other.</summary>
public sealed class Ledger
{
    private readonly ConcurrentDictionary<int, Order> _orders = new();
    private int _accepted;
    private int _told;
    private int _ended;

    /// <summary>Tasks.</summary>
    public int Accepted => _accepted;

    /// <summary>Runs that their node was told of.</summary>
    public int Told => _told;

    /// <summary>Runs whose last report was acknowledged.</summary>
    public int Ended => _ended;

    /// <summary>Of a claim until the node has everything for its run.</summary>
    public Latencies Claims { get; } = new();

    public Latencies Reports { get; } = new();

    public Latencies Heartbeats { get; } = new();

    /// <summary>From the moment a task was sent to the moment its node had it.</summary>
    public Latencies ToldAfter()
    {
        var times = new Latencies();
        foreach (var order in _orders.Values)
        {
            order.AddTold(times);
        }

        return times;
    }

    /// <summary>Forgets what has gone well and starts its times anew.</summary>
    public void Clear()
    {
        _orders.Clear();
        Claims.Clear();
        Reports.Clear();
        Heartbeats.Clear();
    }

    /// <summary>Waits until every node was told of everything that was accepted, and, if they work, until all of it has ended.</summary>
    /// <exception cref="TimeoutException">Something is lost, or the hub is slow; it says what is missing.</exception>
    public Task Settled(bool worked, TimeSpan within) => Eventually.Get(
        () => Task.FromResult(Missing(worked).Any() ? null : "nothing"),
        within,
        () => string.Join("; ", Missing(worked).Take(10)));

    internal Order Accept(int task, int runs, long sent)
    {
        var order = Of(task);
        order.Accepted(sent, runs);
        Interlocked.Increment(ref _accepted);
        return order;
    }

    internal void Tell(int task, int run)
    {
        if (Of(task).Told(run))
        {
            Interlocked.Increment(ref _told);
        }
    }

    internal void End(int task, int run)
    {
        Of(task).Ended(run);
        Interlocked.Increment(ref _ended);
    }

    private Order Of(int task) => _orders.GetOrAdd(task, _ => new Order());

    private IEnumerable<string> Missing(bool worked) =>
        from order in _orders
        let missing = order.Value.Missing(worked)
        where missing is not null
        select $"task {order.Key}: {missing}";
}
