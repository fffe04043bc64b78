using Plugin.Domain;
using Plugin.EventLog;

namespace Plugin.Grains.Hosting;

/// <summary>A stream's state at one version. Immutable, so it may be read by several turns at once.</summary>
internal sealed record Activation(object State, long Version);

/// <summary>
/// The streams in memory, at most <paramref name="capacity"/>; the least recently used goes first. What is here may be behind the store,
/// because other silos append too: a turn believes it only if an append or a look at the version proves it.
/// </summary>
internal sealed class Activations(IEventLog log, int capacity)
{
    // Both guarded by _entries; the list has the most recently used stream first.
    private readonly Dictionary<string, LinkedListNode<(string Stream, Activation Activation)>> _entries = [];
    private readonly LinkedList<(string Stream, Activation Activation)> _byUse = [];

    public int Count
    {
        get
        {
            lock (_entries)
            {
                return _entries.Count;
            }
        }
    }

    /// <summary>The activation in memory, or null.</summary>
    public Activation? Find(string stream)
    {
        lock (_entries)
        {
            if (!_entries.TryGetValue(stream, out var node))
            {
                return null;
            }

            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return node.Value.Activation;
        }
    }

    /// <summary>Reads what the store has beyond <paramref name="known"/> (all of it when null) and keeps the result.</summary>
    public async Task<Activation> Load<TState, TEvent, TCommand>(
        StreamOf<TState, TEvent, TCommand> stream, Activation? known, CancellationToken cancellationToken)
        where TState : class, IAggregate<TState, TEvent, TCommand>
        where TEvent : DomainEvent
    {
        var state = (TState?)known?.State ?? TState.Initial;
        var version = known?.Version ?? 0;
        foreach (var stored in await log.ReadStream(stream.Name, version, cancellationToken))
        {
            state = state.Evolve((TEvent)EventBytes.Decode(stored));
            version = stored.Version;
        }

        var activation = new Activation(state, version);
        Keep(stream.Name, activation);
        return activation;
    }

    /// <summary>Keeps an activation unless a newer one is known.</summary>
    public void Keep(string stream, Activation activation)
    {
        lock (_entries)
        {
            if (_entries.TryGetValue(stream, out var node))
            {
                if (node.Value.Activation.Version <= activation.Version)
                {
                    node.Value = (stream, activation);
                }

                _byUse.Remove(node);
                _byUse.AddFirst(node);
                return;
            }

            _entries[stream] = _byUse.AddFirst((stream, activation));
            if (_entries.Count > capacity)
            {
                _entries.Remove(_byUse.Last!.Value.Stream);
                _byUse.RemoveLast();
            }
        }
    }

    /// <summary>After a failed append nobody knows what is stored: the next turn reads it again.</summary>
    public void Forget(string stream)
    {
        lock (_entries)
        {
            if (_entries.Remove(stream, out var node))
            {
                _byUse.Remove(node);
            }
        }
    }
}
