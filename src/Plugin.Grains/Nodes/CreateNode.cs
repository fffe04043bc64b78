using System.Security.Cryptography;
using System.Text;
using Plugin.Domain;
using Plugin.EventLog;
using CollaborationDecisions = Plugin.Domain.Collaborations;
using Decisions = Plugin.Domain.Nodes;

namespace Plugin.Grains.Nodes;

/// <summary>Registers an organisation's node in a collaboration. The key is shown here once; only its digest is kept.</summary>
public sealed record CreateNode(CallContext By, CollaborationId Collaboration, OrganisationId Organisation, string Name)
    : Command<CreatedNode>(By)
{
    internal override string? Owner => Collaboration.ToString();

    internal override async Task<Answer<CreatedNode>> Handle(Turn turn, CancellationToken cancellationToken)
    {
        var id = new NodeId(await turn.TakeId(Counters.UserOrNode, cancellationToken));
        var registration = new CollaborationDecisions.RegisterNode(id, Organisation, turn.Now);
        if (await turn.Decide(Streams.Of(Collaboration), registration, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var creation = new Decisions.CreateNode(id, Name, Organisation, Collaboration, turn.Now);
        if (turn.Create(Streams.Of(id), creation) is { } invalid)
        {
            return invalid;
        }

        var apiKey = NodeKeys.New(turn.Hub.Random);
        var digest = NodeKeys.Digest(apiKey);
        turn.Take(Keys.NodeName, Name.ToLowerInvariant(), id.ToString());
        turn.Write(new VaultWrite(Keys.NodeKey, digest, Encoding.UTF8.GetBytes(id.ToString())));
        turn.Write(new VaultWrite(Keys.NodeKeyDigest, id.ToString(), Encoding.UTF8.GetBytes(digest)));
        return new CreatedNode(id, apiKey);
    }
}

public sealed record CreatedNode(NodeId Id, string ApiKey)
{
    public override string ToString() => $"CreatedNode {{ Id = {Id} }}";
}

/// <summary>Node keys are random UUIDs (vantage6 clients insist on the form), looked up by digest.</summary>
public static class NodeKeys
{
    public static string New(Vault.FillRandom random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString("D");
    }

    /// <summary>Of the key's text in lower case.</summary>
    public static string Digest(string apiKey) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(apiKey.ToLowerInvariant())));
}
