using System.Collections.Concurrent;
using System.Threading.Channels;
using Plugin.Node.Attempts;
using Plugin.Node.Configuration;

namespace Plugin.Node.Proxy;

/// <summary>One attempt's algorithm as the proxy knows it: what it has used of its limits and what it uploaded. Forgotten when the agent ends.</summary>
internal sealed class ProxyCaller(RunAttempt attempt, ProxyConfig limits, TimeProvider time)
{
    // A short burst, such as a question for each organization, passes without waiting.
    private const double BurstSeconds = 2;
    private const int WaitingForEachPlace = 4;

    private readonly Lock _lock = new();
    private readonly Channel<bool> _places = Channel.CreateBounded<bool>(limits.ConcurrentRequests);
    private readonly long _since = time.GetTimestamp();
    private TimeSpan _usedUntil;
    private int _waiting;
    private long _sent;

    public RunAttempt Attempt => attempt;

    /// <summary>What was uploaded, and the public key that it is closed for.</summary>
    public ConcurrentDictionary<string, string> Uploads { get; } = new();

    /// <summary>How many tasks are above this one; null until somebody asked.</summary>
    public int? Depth { get; set; }

    public bool IsOutOfSubtasks { get; set; }

    /// <summary>Waits for a turn, which ends with <see cref="Leave"/>. False when too many wait already.</summary>
    public async Task<bool> Enter(CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _waiting) > limits.ConcurrentRequests * (WaitingForEachPlace + 1))
        {
            Interlocked.Decrement(ref _waiting);
            return false;
        }

        try
        {
            if (Turn() is { Ticks: > 0 } pause)
            {
                await Task.Delay(pause, time, cancellationToken);
            }

            await _places.Writer.WriteAsync(true, cancellationToken);
            return true;
        }
        catch
        {
            Interlocked.Decrement(ref _waiting);
            throw;
        }
    }

    public void Leave()
    {
        Interlocked.Decrement(ref _waiting);
        _places.Reader.TryRead(out _);
    }

    /// <summary>False when the run has no right to send so much more; then it counts as not sent.</summary>
    public bool Sends(long bytes)
    {
        lock (_lock)
        {
            if (_sent + bytes > limits.TotalBytes)
            {
                return false;
            }

            _sent += bytes;
            return true;
        }
    }

    private TimeSpan Turn()
    {
        lock (_lock)
        {
            var now = time.GetElapsedTime(_since);
            _usedUntil = (_usedUntil > now ? _usedUntil : now) + TimeSpan.FromSeconds(1 / limits.RequestsPerSecond);
            return _usedUntil - now - TimeSpan.FromSeconds(BurstSeconds);
        }
    }
}
