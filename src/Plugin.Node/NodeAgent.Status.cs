using Plugin.Node.Status;

namespace Plugin.Node;

public sealed partial class NodeAgent
{
    private readonly Dictionary<int, DateTimeOffset> _heard = [];
    private DateTimeOffset? _lastContact;
    private string? _trouble;

    /// <summary>How it is doing at this moment. Only on the agent's scheduler.</summary>
    internal AgentStatus Status()
    {
        var held = _held.Values.OrderBy(a => a.Id.Run).ToList();
        return new AgentStatus(
            _welcome is { } self ? new NodeMark(self.NodeId, self.Name, self.OrganizationId, self.CollaborationId, self.Encrypted) : null,
            new HubContact(_lastContact, _trouble),
            [.. held.Select(a => a.Status())],
            [.. _offers.Values.Select(o => new QueuedRun(o.RunId, o.TaskId, o.ParentTaskId, o.Image, _heard.GetValueOrDefault(o.RunId, parts.Time.GetUtcNow())))],
            new Places(held.Count(a => a.Occupies && a.IsTopLevel), parts.Settings.TopLevelRuns),
            new Places(held.Count(a => a.Occupies && !a.IsTopLevel), parts.Settings.ChildRuns),
            _witness.Status);
    }

    private void HubAnswered()
    {
        _lastContact = parts.Time.GetUtcNow();
        _trouble = null;
    }

    private void HubIsAway(string trouble)
    {
        _trouble = trouble;
        StationTelemetry.HubSilent();
    }

    /// <summary>Notes since when each offer waits, and forgets those that wait no longer.</summary>
    private void NoteOffers()
    {
        foreach (var gone in _heard.Keys.Where(run => !_offers.ContainsKey(run)).ToList())
        {
            _heard.Remove(gone);
        }

        foreach (var run in _offers.Keys)
        {
            _heard.TryAdd(run, parts.Time.GetUtcNow());
        }
    }
}
