using Plugin.ReadModels.Nodes;

namespace Plugin.Api.Nodes;

/// <summary>What stations tell of themselves under keys of our own.</summary>
internal static class NodeTelling
{
    public const string AgentVersion = "agent_version";
    public const string Engine = "engine";

    public static string? Told(this NodeRow node, string key) => node.Facts.FirstOrDefault(fact => fact.Key == key)?.Value;
}
