using Plugin.Simulation.Hub;
using Plugin.Simulation.Scheduling;

namespace Plugin.Simulation.Network;

/// <summary>
/// One connection on which a silo sends things to somebody, in order. When the network between them fails, the one may think that it stands while
/// the other knows that it does not.
/// </summary>
internal sealed class Pipe<T>(Process receiver, Line line, Silo silo, Scene scene)
    where T : class
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    private readonly Queue<T> _arrived = new();
    private readonly Signal _changed = new();
    private readonly Lifetime _left = new();
    private TimeSpan _lastArrival;
    private Exception? _broken;
    private bool _ended;
    private bool _deaf;

    /// <summary>Nothing arrives any more.</summary>
    public bool IsDeaf => _deaf;

    /// <summary>For the sender: the other end is gone.</summary>
    public CancellationToken Left => _left.Token;

    /// <summary>For the receiver. Null when the sender ended it.</summary>
    public async Task<T?> Next(CancellationToken cancellationToken)
    {
        while (true)
        {
            var changed = _changed.Next;
            if (_arrived.TryDequeue(out var item))
            {
                return item;
            }

            if (_ended)
            {
                return null;
            }

            if (_broken is { } broken)
            {
                throw broken;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>For the sender, in its process.</summary>
    public void Send(T item)
    {
        if (line.Cluster.Wires.Loses("fault: feed broken"))
        {
            Break();
        }

        Deliver(() => _arrived.Enqueue(item));
    }

    /// <summary>For the sender: there is no more.</summary>
    public void End() => Deliver(() => _ended = true);

    /// <summary>The receiver learns that it is broken, or learns nothing.</summary>
    public void Break()
    {
        if (!_deaf)
        {
            _deaf = true;
            if (scene.Chance.Of(0.6))
            {
                receiver.After(line.Cluster.Wires.Travel(), () => Tell(() => _broken = Line.NoAnswer()));
            }
        }
    }

    /// <summary>For the receiver: it no longer listens. Where the network is cut, the sender only finds out after a while.</summary>
    public void Leave()
    {
        _deaf = true;
        silo.Process.After(line.Reaches(silo) ? line.Cluster.Wires.Travel() : Silence, _left.End);
    }

    private void Deliver(Action arrival)
    {
        var arrives = scene.Simulator.Elapsed + line.Cluster.Wires.Travel();
        _lastArrival = arrives > _lastArrival ? arrives : _lastArrival;
        receiver.After(_lastArrival - scene.Simulator.Elapsed, () =>
        {
            if (!line.Reaches(silo))
            {
                Break();
            }

            if (!_deaf)
            {
                Tell(arrival);
            }
        });
    }

    private void Tell(Action change)
    {
        change();
        _changed.Give();
    }
}
