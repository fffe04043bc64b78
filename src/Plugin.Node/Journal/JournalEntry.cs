using System.Text.Json.Serialization;
using Plugin.Contracts.Station;
using Plugin.Node.Attempts;
using Plugin.Node.Policies;
using Plugin.Node.Runtimes;

namespace Plugin.Node.Journal;

/// <summary>How far an attempt has come. Written before the effect that it announces, so that a restart knows what may have happened.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "stage")]
[JsonDerivedType(typeof(Claimed), "claimed")]
[JsonDerivedType(typeof(AwaitingApproval), "awaiting_approval")]
[JsonDerivedType(typeof(Approved), "approved")]
[JsonDerivedType(typeof(Starting), "starting")]
[JsonDerivedType(typeof(Running), "running")]
[JsonDerivedType(typeof(Held), "held")]
[JsonDerivedType(typeof(Ended), "ended")]
[JsonDerivedType(typeof(Stopping), "stopping")]
public abstract record JournalEntry(ClaimGranted Grant)
{
    [JsonIgnore]
    public AttemptId Id => new(Grant.RunId, Grant.Attempt);

    /// <summary>Nothing is known to have been started.</summary>
    [JsonIgnore]
    public bool IsBeforeStart => this is Claimed or AwaitingApproval or Approved or Starting;

    /// <summary>Nothing has been started.</summary>
    public sealed record Claimed(ClaimGranted Grant) : JournalEntry(Grant);

    /// <summary>Nothing has been started, and nothing is before the operator says so.</summary>
    public sealed record AwaitingApproval(ClaimGranted Grant, Matter Matter) : JournalEntry(Grant);

    /// <summary>The operator said yes; it waits for a place.</summary>
    public sealed record Approved(ClaimGranted Grant, Basis Basis) : JournalEntry(Grant);

    /// <summary>
    /// Files are in place unless the machine went down since; the runtime may or may not have been asked to start it. The runtime knows.
    /// </summary>
    public sealed record Starting(ClaimGranted Grant, PreparedImage Image) : JournalEntry(Grant)
    {
        /// <summary>What it was let in on.</summary>
        public Basis? Basis { get; init; }
    }

    public sealed record Running(ClaimGranted Grant, PreparedImage Image) : JournalEntry(Grant)
    {
        public Basis? Basis { get; init; }
    }

    /// <summary>Result and log are sealed on disk, and stay there until the operator says so.</summary>
    /// <param name="Outcome">What is reported when they may leave.</param>
    public sealed record Held(ClaimGranted Grant, PreparedImage Image, Outcome Outcome, Matter Matter) : JournalEntry(Grant);

    /// <summary>Result and log are sealed on disk; the hub has not acknowledged them yet.</summary>
    /// <param name="Image">Null when it never ran.</param>
    public sealed record Ended(ClaimGranted Grant, PreparedImage? Image, Outcome Outcome) : JournalEntry(Grant);

    /// <summary>The hub no longer wants it: whatever is left of it has to go, and nothing is to be reported.</summary>
    public sealed record Stopping(ClaimGranted Grant, string Cause) : JournalEntry(Grant);
}

/// <param name="State">A final state of <see cref="RunReport.State"/>, or <see cref="RunReport.Lost"/>.</param>
/// <param name="Cause">Repeated word for word until it is acknowledged: the hub recognises a repetition by it.</param>
/// <param name="HasResult">There is a sealed result.</param>
/// <param name="HasLog">There is a sealed log.</param>
public sealed record Outcome(string State, string Cause, bool HasResult, bool HasLog);
