using System.Diagnostics;

namespace Plugin.Load;

/// <summary>Times in milliseconds, noted by many at once.</summary>
public sealed class Latencies
{
    private readonly Lock _lock = new();
    private readonly List<double> _times = [];

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _times.Count;
            }
        }
    }

    public void Since(long started) => Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);

    public void Add(double milliseconds)
    {
        lock (_lock)
        {
            _times.Add(milliseconds);
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _times.Clear();
        }
    }

    /// <exception cref="InvalidOperationException">Nothing was noted.</exception>
    public double Percentile(double part)
    {
        lock (_lock)
        {
            if (_times.Count == 0)
            {
                throw new InvalidOperationException("No time was noted, so there is no percentile.");
            }

            _times.Sort();
            return _times[(int)((_times.Count - 1) * part)];
        }
    }
}
