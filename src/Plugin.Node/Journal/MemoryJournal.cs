using Plugin.Node.Attempts;
using Plugin.Node.Policies;

namespace Plugin.Node.Journal;

/// <summary>For simulations, where the disk is the simulation's memory.</summary>
public sealed class MemoryJournal : IJournal
{
    private readonly SortedDictionary<(int Run, int Attempt), JournalEntry> _entries = [];
    private readonly Dictionary<(AttemptId Id, MatterKind Kind), OperatorDecision> _decisions = [];
    private readonly List<Post> _posts = [];

    public string? Cursor { get; set; }

    public string? Witnessed { get; set; }

    public IReadOnlyList<JournalEntry> Entries() => [.. _entries.Values];

    public void Record(JournalEntry entry) => _entries[(entry.Id.Run, entry.Id.Attempt)] = entry;

    public OperatorDecision? Decision(AttemptId id, MatterKind kind) => _decisions.GetValueOrDefault((id, kind));

    /// <summary>The operator's word; the first one stands.</summary>
    public void Decide(AttemptId id, MatterKind kind, OperatorDecision decision) => _decisions.TryAdd((id, kind), decision);

    public void Forget(AttemptId id)
    {
        _decisions.Remove((id, MatterKind.Approval));
        _decisions.Remove((id, MatterKind.Release));
        _entries.Remove((id.Run, id.Attempt));
        _posts.RemoveAll(p => p.Id == id);
    }

    public int SubtaskOrdinal(AttemptId id, string bodyHash, IReadOnlySet<int> busy, IReadOnlySet<int>? delivered)
    {
        if (_posts.Find(p =>
            p.Id == id && p.BodyHash == bodyHash && !busy.Contains(p.Ordinal)
            && (!p.Answered || delivered?.Contains(p.Ordinal) == false)) is { } open)
        {
            return open.Ordinal;
        }

        var post = new Post(id, _posts.Count(p => p.Id == id) + 1, bodyHash);
        _posts.Add(post);
        return post.Ordinal;
    }

    public void SubtaskAnswered(AttemptId id, int ordinal)
    {
        foreach (var post in _posts.Where(p => p.Id == id && p.Ordinal == ordinal))
        {
            post.Answered = true;
        }
    }

    private sealed record Post(AttemptId Id, int Ordinal, string BodyHash)
    {
        public bool Answered { get; set; }
    }
}
