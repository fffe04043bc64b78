using System.Collections.Concurrent;
using System.Globalization;
using Plugin.Contracts.Hub;
using Plugin.EventLog;

namespace Plugin.Api.Silos;

/// <summary>How many events each of the last days brought. The log's times never go back, so the first event of a day is found by halving; days that are over do not change.</summary>
internal sealed class LogGrowth(IEventLog log, TimeProvider clock)
{
    private const int Days = 14;

    private readonly ConcurrentDictionary<DateTimeOffset, long> _before = [];

    public async Task<IReadOnlyList<LogDay>> Read(long head, CancellationToken cancellationToken)
    {
        var today = new DateTimeOffset(clock.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);
        var days = new List<LogDay>();
        var before = await Before(today.AddDays(1 - Days), 0, head, cancellationToken);
        for (var day = today.AddDays(1 - Days); day <= today; day = day.AddDays(1))
        {
            var after = day == today ? head : await Before(day.AddDays(1), before, head, cancellationToken);
            days.Add(new LogDay(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), Math.Max(0, after - before)));
            before = after;
        }

        return days;
    }

    /// <summary>How many events there are from before a moment that is over.</summary>
    private async Task<long> Before(DateTimeOffset moment, long low, long high, CancellationToken cancellationToken)
    {
        if (_before.TryGetValue(moment, out var known))
        {
            return known;
        }

        while (low < high)
        {
            var middle = low + (high - low) / 2;
            if (await log.Read(middle, 1, cancellationToken) is [var found] && found.At < moment)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        if (_before.Count > 2 * Days)
        {
            _before.Clear();
        }

        return _before[moment] = low;
    }
}
