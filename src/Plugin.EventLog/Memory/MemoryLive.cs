using Plugin.EventLog.Entries;

namespace Plugin.EventLog.Memory;

internal sealed class MemoryLive(Lock state, TimeProvider clock) : ILiveTables
{
    private readonly Dictionary<string, long> _counters = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Presence> _presences = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Holder, DateTimeOffset HeldAt, DateTimeOffset Until)> _duties = new(StringComparer.Ordinal);

    private DateTimeOffset Time => LogTime.Truncate(clock.GetUtcNow());

    public Task<long> TakeIds(string counter, int count, CancellationToken cancellationToken)
    {
        lock (state)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
            var last = _counters.GetValueOrDefault(counter);
            _counters[counter] = last + count;
            return Task.FromResult(last + 1);
        }
    }

    public Task RaiseIds(string counter, long seen, CancellationToken cancellationToken)
    {
        lock (state)
        {
            _counters[counter] = Math.Max(_counters.GetValueOrDefault(counter), seen);
            return Task.CompletedTask;
        }
    }

    public Task<DateTimeOffset> Now(CancellationToken cancellationToken) => Task.FromResult(Time);

    public Task Seen(IReadOnlyList<Heartbeat> heartbeats, CancellationToken cancellationToken)
    {
        lock (state)
        {
            foreach (var beat in heartbeats)
            {
                _presences[beat.Key] = new Presence(beat.Key, beat.Session, beat.Content, Time);
            }

            return Task.CompletedTask;
        }
    }

    public Task<IReadOnlyList<Presence>> Presences(string prefix, CancellationToken cancellationToken)
    {
        lock (state)
        {
            return Task.FromResult<IReadOnlyList<Presence>>(
                [.. _presences.Values.Where(p => p.Key.StartsWith(prefix, StringComparison.Ordinal))]);
        }
    }

    public Task Forget(string key, CancellationToken cancellationToken)
    {
        lock (state)
        {
            _presences.Remove(key);
            return Task.CompletedTask;
        }
    }

    public Task<DutyHold> Hold(string duty, string holder, TimeSpan period, CancellationToken cancellationToken)
    {
        lock (state)
        {
            var now = Time;
            var known = _duties.TryGetValue(duty, out var hold);
            DateTimeOffset? last = known ? hold.HeldAt : null;
            if (known && hold.Holder != holder && hold.Until > now)
            {
                return Task.FromResult(new DutyHold(Held: false, hold.Holder, now, last));
            }

            _duties[duty] = (holder, now, now + period);
            return Task.FromResult(new DutyHold(Held: true, holder, now, last));
        }
    }

    public Task Release(string holder, CancellationToken cancellationToken)
    {
        lock (state)
        {
            foreach (var (duty, hold) in _duties.Where(d => d.Value.Holder == holder).ToList())
            {
                _duties[duty] = hold with { Until = Time };
            }

            return Task.CompletedTask;
        }
    }

    public Task<IReadOnlyList<HeldDuty>> Duties(CancellationToken cancellationToken)
    {
        lock (state)
        {
            var now = Time;
            return Task.FromResult<IReadOnlyList<HeldDuty>>(
            [
                .. _duties.Where(d => d.Value.Until > now).OrderBy(d => d.Key, StringComparer.Ordinal)
                    .Select(d => new HeldDuty(d.Key, d.Value.Holder, d.Value.HeldAt)),
            ]);
        }
    }
}
