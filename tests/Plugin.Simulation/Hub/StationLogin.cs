using System.Net;
using System.Text;
using Plugin.Client;
using Plugin.Domain;
using Plugin.Grains;
using Plugin.Grains.Nodes;
using Plugin.Simulation.Seen;

namespace Plugin.Simulation.Hub;

/// <summary>The node's key as one machine has it. As in the API, a key that was replaced opens nothing from that moment on.</summary>
internal sealed class StationLogin(NodeId node, Coverage coverage)
{
    public required string Key { get; set; }

    public async Task Check(Silo silo)
    {
        var digest = await silo.Store.Vault.Read(Keys.NodeKeyDigest, node.ToString(), default);
        if (digest is null || Encoding.UTF8.GetString(digest.Value.Span) != NodeKeys.Digest(Key))
        {
            coverage.Count("state: login refused");
            throw new HubException(HttpStatusCode.Unauthorized, HubException.LoginRefused, "The key is not the node's.");
        }
    }
}
