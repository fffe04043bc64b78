using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Plugin.Node.AccessLog;

/// <summary>One line of the access log. Which of the norm's fields each one is stands in the README beside this file.</summary>
/// <param name="Entry">The number of its line, from 1.</param>
/// <param name="Previous">The SHA-256 of the line before, without its line break, in hex; zeros for the first.</param>
/// <param name="Event">One of <see cref="AccessEvents"/>.</param>
public sealed record AccessRecord(long Entry, string Previous, DateTimeOffset At, string Event)
{
    public const string Nothing = "0000000000000000000000000000000000000000000000000000000000000000";

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // It is never part of a page; people read it.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public int? Run { get; init; }

    public int? Attempt { get; init; }

    public int? Task { get; init; }

    public int? Job { get; init; }

    /// <summary>Who gave the task in, by the hub's number.</summary>
    public int? User { get; init; }

    /// <summary>That user's organization.</summary>
    public int? Organization { get; init; }

    public int? Collaboration { get; init; }

    /// <summary>This station's number at the hub.</summary>
    public int? Node { get; init; }

    /// <summary>The label of the data source.</summary>
    public string? Source { get; init; }

    public string? Type { get; init; }

    /// <summary>Where its data is, without a password.</summary>
    public string? Location { get; init; }

    /// <summary>What of it was asked for, where the task says so.</summary>
    public string? Query { get; init; }

    public string? Image { get; init; }

    public string? Digest { get; init; }

    /// <summary>What allowed it, or what refused it.</summary>
    public string? Basis { get; init; }

    public string? Outcome { get; init; }

    public string? Cause { get; init; }

    public string ToLine() => JsonSerializer.Serialize(this, Json);

    /// <summary>Null when it is none.</summary>
    public static AccessRecord? Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize<AccessRecord>(line, Json) is { Event.Length: > 0, Previous.Length: 64 } record ? record : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

public static class AccessEvents
{
    /// <summary>On disk before anything could be read.</summary>
    public const string Read = "read";

    /// <summary>Nothing can be read any more.</summary>
    public const string Ended = "ended";

    /// <summary>A task asked for the source and did not get it.</summary>
    public const string Refused = "refused";

    /// <summary>An outcome: it was stopped before it had one of its own.</summary>
    public const string Stopped = "stopped";

    /// <summary>The line before was cut off by a crash.</summary>
    public const string Interrupted = "interrupted";
}

/// <summary>The end of the chain: whoever knows it sees that nothing before it was changed or taken away.</summary>
public sealed record AccessHead(long Entry, string Hash)
{
    public static AccessHead None { get; } = new(0, AccessRecord.Nothing);

    public override string ToString() => $"{Entry}:{Hash}";

    /// <exception cref="FormatException">It is not <c>ENTRY:HASH</c>.</exception>
    public static AccessHead Parse(string text) =>
        text.Split(':') is [var number, { Length: 64 } hash] && long.TryParse(number, out var entry) && entry >= 0 && hash.All(char.IsAsciiHexDigitLower)
            ? new AccessHead(entry, hash)
            : throw new FormatException($"'{text}' is not the head of an access log; it should look like 42:{AccessRecord.Nothing}.");
}
