using System.Text.Json.Serialization;

namespace Plugin.Contracts.Hub;

/// <summary>How it stands with a node and the station that acts for it.</summary>
/// <param name="Status"><c>online</c>, <c>offline</c>, or null before the first session.</param>
/// <param name="LastContact">Its last heartbeat, as far as it is remembered.</param>
/// <param name="AgentVersion">Null when the station never told.</param>
/// <param name="Engine">What executes its runs and in which version; null when the station never told.</param>
/// <param name="Waiting">Its runs that were not begun.</param>
/// <param name="WaitingSince">When the first of these was ordered or given back.</param>
/// <param name="Running">Its runs that were begun.</param>
/// <param name="SignedUpTo">Of the newest checkpoint it has signed; null when it has signed none lately.</param>
public sealed record StationState(
    int Id, string Name, int OrganizationId, string? Organization, int? CollaborationId, string? Collaboration, string? Status,
    [property: JsonConverter(typeof(ZonedTime))] DateTimeOffset? LastContact, string? AgentVersion, string? Engine, long Waiting,
    [property: JsonConverter(typeof(ZonedTime))] DateTimeOffset? WaitingSince, long Running, long? SignedUpTo);
