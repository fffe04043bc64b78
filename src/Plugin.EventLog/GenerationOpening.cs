using System.Globalization;

namespace Plugin.EventLog;

/// <summary>
/// How a new generation of the log is known by its first event. That event and the origin beside the log change in one append, see
/// <see cref="Append.OpensGeneration"/>.
/// </summary>
public static class GenerationOpening
{
    /// <summary>The stored name of the event; its data belong to who writes it.</summary>
    public const string EventName = "log.generation_opened/1";

    private const string Prefix = "generation-";

    public static string Stream(int generation) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{generation}");

    /// <summary>The generation that begins with this event; null for any other event.</summary>
    public static int? In(StoredEvent stored) =>
        stored.Name == EventName && stored.Stream.StartsWith(Prefix, StringComparison.Ordinal)
        && int.TryParse(stored.Stream.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var generation)
            ? generation
            : null;
}
