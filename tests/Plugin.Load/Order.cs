using System.Diagnostics;

namespace Plugin.Load;

/// <summary>What became of one task. Nodes may be told of it before its researcher has the answer.</summary>
public sealed class Order
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, long> _told = [];
    private readonly HashSet<int> _ended = [];
    private readonly TaskCompletionSource<long> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _sent;
    private int _runs;

    /// <summary>When the last of its runs was acknowledged as ended.</summary>
    public Task<long> Done => _done.Task;

    internal void Accepted(long sent, int runs)
    {
        lock (_lock)
        {
            (_sent, _runs) = (sent, runs);
            Settle();
        }
    }

    /// <summary>True the first time that the run's node hears of it.</summary>
    internal bool Told(int run)
    {
        lock (_lock)
        {
            return _told.TryAdd(run, Stopwatch.GetTimestamp());
        }
    }

    internal void Ended(int run)
    {
        lock (_lock)
        {
            if (!_ended.Add(run))
            {
                throw new InvalidOperationException($"Run {run} ended twice.");
            }

            Settle();
        }
    }

    /// <summary>From the moment its researcher sent it to the moment each node had it.</summary>
    internal void AddTold(Latencies times)
    {
        lock (_lock)
        {
            foreach (var told in _told.Values)
            {
                times.Add(Stopwatch.GetElapsedTime(_sent, told).TotalMilliseconds);
            }
        }
    }

    /// <summary>What is missing, of a task that was accepted; null when nothing is.</summary>
    internal string? Missing(bool worked)
    {
        lock (_lock)
        {
            return _runs == 0 ? null
                : _told.Count != _runs ? $"{_runs - _told.Count} of {_runs} nodes were not told"
                : worked && _ended.Count != _runs ? $"{_runs - _ended.Count} of {_runs} runs have not ended"
                : null;
        }
    }

    private void Settle()
    {
        if (_runs > 0 && _ended.Count == _runs)
        {
            _done.TrySetResult(Stopwatch.GetTimestamp());
        }
    }
}
