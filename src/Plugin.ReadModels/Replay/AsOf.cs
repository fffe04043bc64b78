using System.Globalization;
using Plugin.EventLog;

namespace Plugin.ReadModels.Replay;

/// <summary>Up to which event: a position of the log or a moment, that one included.</summary>
public sealed record AsOf
{
    private readonly long _position = long.MaxValue;
    private readonly DateTimeOffset _moment = DateTimeOffset.MaxValue;

    private AsOf()
    {
    }

    public static AsOf Now { get; } = new();

    public const string Rule = "at is a position of the log (1 or more) or a time such as 2026-03-03T09:30:00Z.";

    private AsOf(long position, DateTimeOffset moment) => (_position, _moment) = (position, moment);

    /// <summary>Null when the text is neither a position nor an ISO 8601 time. A time without a zone is UTC; no text means now.</summary>
    public static AsOf? Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return Now;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var position))
        {
            return position > 0 ? new AsOf(position, DateTimeOffset.MaxValue) : null;
        }

        // Only what begins as an ISO date does: other forms read differently in different places.
        return text.Length >= 10 && text[4] == '-' && text[7] == '-' && DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment)
            ? new AsOf(long.MaxValue, moment)
            : null;
    }

    /// <summary>The last position that is included.</summary>
    internal async Task<long> Position(IEventLog log, CancellationToken cancellationToken)
    {
        var last = Math.Min(_position, await log.Head(cancellationToken));
        return _moment < DateTimeOffset.MaxValue ? await Last(log, at => at <= _moment, last, cancellationToken) : last;
    }

    /// <summary>The first position that is not before it.</summary>
    internal async Task<long> First(IEventLog log, CancellationToken cancellationToken) => _moment < DateTimeOffset.MaxValue
        ? await Last(log, at => at < _moment, await log.Head(cancellationToken), cancellationToken) + 1
        : _position;

    // Log time never goes back, so a moment is found by halving.
    private static async Task<long> Last(IEventLog log, Func<DateTimeOffset, bool> isEarly, long last, CancellationToken cancellationToken)
    {
        for (var none = 0L; none < last;)
        {
            var middle = none + ((last - none + 1) / 2);
            if (isEarly((await log.Read(middle - 1, 1, cancellationToken))[0].At))
            {
                none = middle;
            }
            else
            {
                last = middle - 1;
            }
        }

        return last;
    }

    internal bool Includes(StoredEvent stored) => stored.Position <= _position && stored.At <= _moment;
}
