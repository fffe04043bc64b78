using Plugin.Contracts.Station;

namespace Plugin.Contracts;

/// <summary>What the hub knows of a node beyond vantage6's resource. Not of vantage6.</summary>
/// <param name="Status"><c>online</c>, <c>offline</c>, or null before the first session.</param>
/// <param name="Since">When that began.</param>
/// <param name="LastContact">The station's last heartbeat, as far as it is remembered.</param>
/// <param name="AgentVersion">Null when the station never told.</param>
/// <param name="Engine">What executes its runs and in which version; null when the station never told.</param>
/// <param name="Facts">What the station last told of itself, also while it is offline.</param>
/// <param name="ToldAt">When it told that.</param>
/// <param name="Runs">What it has to do now.</param>
/// <param name="Outages">The last times it was offline, the latest first.</param>
/// <param name="SignedUpTo">Of the newest checkpoint it has signed; null when it has signed none lately.</param>
public sealed record NodeState(
    int Id, string? Status, DateTimeOffset? Since, DateTimeOffset? LastContact, string? AgentVersion, string? Engine, IReadOnlyList<ConfigEntry> Facts,
    DateTimeOffset? ToldAt, IReadOnlyList<NodeRun> Runs, IReadOnlyList<NodeOutage> Outages, long? SignedUpTo)
{
    /// <summary>The key by which the station signs checkpoints, as the log has it; null when it has none.</summary>
    public required NodeSigningKey? SigningKey { get; init; }
}

/// <param name="Key">SubjectPublicKeyInfo in base64.</param>
/// <param name="Fingerprint">Its SHA-256 in hex.</param>
/// <param name="Since">When the station came with it.</param>
public sealed record NodeSigningKey(string Key, string Fingerprint, DateTimeOffset Since);

/// <param name="State">As in <see cref="RunStates"/>.</param>
/// <param name="Since">When that state began.</param>
public sealed record NodeRun(int RunId, int TaskId, string Image, string State, int Attempt, DateTimeOffset Since);

/// <param name="Till">Null while it lasts.</param>
public sealed record NodeOutage(DateTimeOffset From, DateTimeOffset? Till);
