using System.Globalization;

namespace Plugin.Domain.Readings;

/// <summary>
/// One reader, one task, one hour (UTC): what is recorded once however often it happens. Its text names the stream, for example
/// <c>reading-41-user-4-2026030309</c>.
/// </summary>
public readonly record struct ReadingId
{
    /// <param name="task">Whose inputs or results were read.</param>
    /// <param name="reader">As an event's metadata names who acts: <c>user:4</c>, <c>node:7</c>, <c>run:33/2</c>.</param>
    /// <param name="at">Any moment of the hour.</param>
    public ReadingId(TaskId task, string reader, DateTimeOffset at)
    {
        Task = task;
        Reader = reader;
        Hour = HourOf(at);
    }

    public TaskId Task { get; }

    public string Reader { get; }

    public DateTimeOffset Hour { get; }

    public static DateTimeOffset HourOf(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);

    // Stream names occur in addresses, where a colon or a slash would have to be escaped.
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"reading-{Task.Value}-{Reader.Replace(':', '-').Replace('/', '-')}-{Hour:yyyyMMddHH}");
}
