using System.Security.Cryptography;
using Plugin.Contracts;
using Plugin.Domain.Nodes;

namespace Plugin.Api.Nodes;

/// <summary>What a node's events say of its comings and goings, and of its key.</summary>
internal sealed record NodeHistory(DateTimeOffset? Since, DateTimeOffset? ToldAt, IReadOnlyList<NodeOutage> Outages, NodeSigningKey? SigningKey)
{
    public static NodeHistory Of(IEnumerable<NodeEvent> events)
    {
        DateTimeOffset? since = null, toldAt = null;
        var (online, outages) = (false, new List<NodeOutage>());
        NodeSigningKey? key = null;
        foreach (var @event in events)
        {
            switch (@event)
            {
                case NodeDescribed:
                    toldAt = @event.At;
                    break;
                case SigningKeyRegistered e:
                    key = new NodeSigningKey(e.Key, Convert.ToHexStringLower(SHA256.HashData(Convert.FromBase64String(e.Key))), e.At);
                    break;
                case SigningKeyReleased or NodeKeyReset or NodeRetired:
                    key = null;
                    break;
                // An agent that starts anew has another session without having been away.
                case NodeCameOnline when !online:
                    (online, since) = (true, @event.At);
                    if (outages is [.., { Till: null } last])
                    {
                        outages[^1] = last with { Till = @event.At };
                    }

                    break;
                case NodeWentOffline when online:
                    (online, since) = (false, @event.At);
                    outages.Add(new NodeOutage(@event.At, Till: null));
                    break;
            }
        }

        return new NodeHistory(since, toldAt, outages, key);
    }
}
