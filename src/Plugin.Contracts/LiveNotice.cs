using System.Text.Json.Serialization;

namespace Plugin.Contracts;

/// <summary>
/// Something changed, in an event <c>changed</c> of the live feed; what it is now is for the routes to tell. The feed's other events are
/// <c>open</c> (it begins), <c>reset</c> (what changed meanwhile is not known: ask for everything again) and <c>ended</c> (with a
/// <see cref="LiveEnd"/>).
/// </summary>
/// <param name="Kind">One of <see cref="LiveKinds"/>.</param>
public sealed record LiveNotice(string Kind)
{
    /// <summary>Absent: many of this kind, or there is only one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Id { get; init; }

    /// <summary>Of a run: its task.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Task { get; init; }

    /// <summary>Of what belongs to one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Collaboration { get; init; }
}

/// <param name="Code"><c>session.ended</c>: sign in again; <c>live.slow</c>, <c>live.leaving</c> and <c>live.interrupted</c>: connect again.</param>
public sealed record LiveEnd(string Code, string Reason);

public static class LiveKinds
{
    public const string Task = "task";
    public const string Run = "run";
    public const string Node = "node";
    public const string Collaboration = "collaboration";
    public const string Organization = "organization";
    public const string User = "user";
    public const string Role = "role";
    public const string Study = "study";
    public const string Store = "store";
    public const string Alarm = "alarm";

    /// <summary>A silo came, went or is about to.</summary>
    public const string Silo = "silo";

    /// <summary>The newest one; its id is its size.</summary>
    public const string Checkpoint = "checkpoint";

    /// <summary>The log has grown.</summary>
    public const string Log = "log";
}
