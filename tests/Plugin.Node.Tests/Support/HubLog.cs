using System.Security.Cryptography;
using System.Text;
using Plugin.Contracts.Station;
using Plugin.Proofs;

namespace Plugin.Node.Tests.Support;

/// <summary>A hub's log as far as a witness sees it: leaves, and the key that signs checkpoints of them.</summary>
internal sealed class HubLog(ECDsa key, string origin = HubLog.FirstGeneration)
{
    public const string FirstGeneration = "plugin/11111111-2222-4333-8444-555555555555/1";
    public const string SecondGeneration = "plugin/11111111-2222-4333-8444-555555555555/2";

    private readonly List<byte[]> _leaves = [];
    private readonly Dictionary<string, string> _notes = [];

    public string Key => new NoteSigner(origin, key).Key.ToString();

    public int Size => _leaves.Count;

    public static string NodeName(int node) => $"plugin/11111111-2222-4333-8444-555555555555/node/{node}";

    public HubLog Grow(int events, string word = "")
    {
        for (var i = 0; i < events; i++)
        {
            _leaves.Add(MerkleTree.HashLeaf(Encoding.UTF8.GetBytes($"{word}{_leaves.Count}")));
        }

        return this;
    }

    /// <summary>The same up to here, and free to go on differently.</summary>
    public HubLog Copy(int size, ECDsa? otherKey = null, string? otherOrigin = null)
    {
        var copy = new HubLog(otherKey ?? key, otherOrigin ?? origin);
        copy._leaves.AddRange(_leaves.Take(size));
        return copy;
    }

    public IReadOnlyList<byte[]>? Consistency(int from, int to) => to <= Size && from <= to ? MerkleTree.ConsistencyProof(_leaves, from, to) : null;

    public string Text(int? size = null) =>
        new Checkpoint(origin, size ?? Size, MerkleTree.Root([.. _leaves.Take(size ?? Size)]), []).ToText();

    /// <summary>Signed once for each size, as a hub does; ECDSA signs differently each time.</summary>
    public string Note(int? size = null)
    {
        var text = Text(size);
        return _notes.TryGetValue(text, out var known) ? known : _notes[text] = SignedNote.Sign(text, new NoteSigner(origin, key)).ToString();
    }

    public CheckpointNews News(int? size = null, int others = 0) => new(Note(size), others, null, []);

    /// <summary>With another node's signature under the checkpoint of <paramref name="signed"/> events of <paramref name="its"/> log.</summary>
    public CheckpointNews Witnessed(HubLog its, int signed, int node, ECDsa nodeKey, ECDsa? shownKey = null)
    {
        var note = SignedNote.Parse(its.Note(signed)).With(new NoteSigner(NodeName(node), nodeKey).Sign(its.Text(signed)));
        return new CheckpointNews(Note(), 1, note.ToString(), [new NoteSigner(NodeName(node), shownKey ?? nodeKey).Key.ToString()]);
    }
}
