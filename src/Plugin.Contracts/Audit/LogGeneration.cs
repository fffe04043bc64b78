using System.Text.Json.Serialization;

namespace Plugin.Contracts.Audit;

/// <summary>The log was restored to the past, and went on from there under another origin.</summary>
/// <param name="Origin">From its first event on.</param>
/// <param name="Position">Of its first event; those before it were kept.</param>
/// <param name="By">Who ordered it: <c>operator:…</c>.</param>
/// <param name="LastKnown">The newest checkpoint that was known of the log before, as it was signed; null when none was.</param>
public sealed record LogGeneration(
    int Generation, string Origin, long Position, [property: JsonConverter(typeof(ZonedTime))] DateTimeOffset At, string By, string? LastKnown);
