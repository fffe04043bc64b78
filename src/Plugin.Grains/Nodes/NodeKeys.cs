using System.Security.Cryptography;
using System.Text;
using Plugin.Domain;
using Plugin.EventLog;

namespace Plugin.Grains.Nodes;

/// <summary>Node keys are random UUIDs (vantage6 clients insist on the form), looked up by digest.</summary>
public static class NodeKeys
{
    /// <summary>Of the key's text in lower case.</summary>
    public static string Digest(string apiKey) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(apiKey.ToLowerInvariant())));

    /// <summary>A new key for the node, of which the append keeps the digest.</summary>
    internal static string Give(Turn turn, NodeId node)
    {
        var apiKey = New(turn.Hub.Random);
        var digest = Digest(apiKey);
        turn.Write(new VaultWrite(Keys.NodeKey, digest, Encoding.UTF8.GetBytes(node.ToString())));
        turn.Write(new VaultWrite(Keys.NodeKeyDigest, node.ToString(), Encoding.UTF8.GetBytes(digest)));
        return apiKey;
    }

    /// <summary>What is known of the node's present key goes with the append.</summary>
    internal static async Task Forget(Turn turn, NodeId node, CancellationToken cancellationToken)
    {
        if (await turn.Hub.Store.Vault.Read(Keys.NodeKeyDigest, node.ToString(), cancellationToken) is { } digest)
        {
            turn.Write(new VaultWrite(Keys.NodeKey, Encoding.UTF8.GetString(digest.Span), null));
        }
    }

    private static string New(Vault.FillRandom random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString("D");
    }
}
