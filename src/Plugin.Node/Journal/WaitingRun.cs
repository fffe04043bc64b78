using System.Text.Json.Serialization;
using Plugin.Contracts.Station;
using Plugin.Node.Attempts;
using Plugin.Node.Policies;

namespace Plugin.Node.Journal;

/// <summary>An attempt that does not go on without the operator.</summary>
public sealed record WaitingRun(ClaimGranted Grant, Matter Matter)
{
    [JsonIgnore]
    public AttemptId Id => new(Grant.RunId, Grant.Attempt);
}
