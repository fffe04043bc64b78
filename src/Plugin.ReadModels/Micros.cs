namespace Plugin.ReadModels;

/// <summary>
/// Times in read tables: whole microseconds since 1970, as in the log's entries. Both engines compare and index them alike, which their own
/// time types do not.
/// </summary>
public static class Micros
{
    public static long From(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset ToTime(long micros) => DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond);

    public static DateTimeOffset? ToTime(long? micros) => micros is { } known ? ToTime(known) : null;
}
