namespace Plugin.Load;

/// <summary>The nodes that are connected.</summary>
public sealed class Fleet(Silos silos, Ledger ledger, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan ConnectedWithin = TimeSpan.FromMinutes(2);

    private readonly List<SimulatedNode> _nodes = [];

    public int Count => _nodes.Count;

    /// <summary>Answers when each has its feed.</summary>
    /// <param name="work">Whether they claim what they are offered; else they only listen.</param>
    public async Task Connect(IEnumerable<Seat> seats, bool work, CancellationToken cancellationToken)
    {
        var joining = seats.Select((seat, i) => new SimulatedNode(seat, silos, _nodes.Count + i, work, ledger, time)).ToList();
        _nodes.AddRange(joining);
        joining.ForEach(node => node.Start());
        await While(Task.WhenAll(joining.Select(node => node.Connected)).WaitAsync(ConnectedWithin, time, cancellationToken));
    }

    /// <summary>Throws what broke a node; none may break.</summary>
    public Task Broken() => Task.WhenAny(_nodes.Select(node => node.Work)).Unwrap();

    /// <summary>Waits for something that nodes bring about, or throws what broke one of them.</summary>
    public async Task While(Task work) => await await Task.WhenAny(work, Broken());

    public Task Vanish(int node) => _nodes[node].Vanish();

    /// <summary>When the latest feed of a node began.</summary>
    public long FollowsSince(int node) => _nodes[node].FollowsSince;

    /// <summary>What nodes had to repeat something for.</summary>
    public IEnumerable<string> Troubles => _nodes.Select(node => node.Trouble).OfType<string>();

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_nodes.Select(node => node.DisposeAsync().AsTask()));
        _nodes.Clear();
    }
}
