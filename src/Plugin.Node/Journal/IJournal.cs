using Plugin.Node.Attempts;
using Plugin.Node.Policies;

namespace Plugin.Node.Journal;

/// <summary>What a station must still know after a crash. Every change is on disk when the call returns, but for the two that say otherwise. One agent uses it, from one thread at a time.</summary>
public interface IJournal
{
    /// <summary>Everything not forgotten yet.</summary>
    IReadOnlyList<JournalEntry> Entries();

    /// <summary>
    /// A claim may be gone when the machine went down: nothing is started before a later entry, and the attempt is then given back as lost.
    /// </summary>
    void Record(JournalEntry entry);

    /// <summary>What the operator has decided about a waiting attempt; null while there is no word. It comes from outside of the agent, see <see cref="Operator.OperatorDesk"/>.</summary>
    OperatorDecision? Decision(AttemptId id, MatterKind kind);

    /// <summary>The attempt is over and nothing of it is left. Its subtask posts and the operator's decisions go with it.</summary>
    void Forget(AttemptId id);

    /// <summary>
    /// The last item of the hub's feed that was dealt with. It may be an older one when the machine went down: every connection begins with a snapshot.
    /// </summary>
    string? Cursor { get; set; }

    /// <summary>What the station keeps of the hub's log; its form is the witness's own.</summary>
    string? Witnessed { get; set; }

    /// <summary>
    /// The ordinal of a subtask post: that of an earlier post with this body whose answer the container may not have seen, else the next one.
    /// </summary>
    /// <param name="busy">Ordinals whose requests are being answered this moment: those callers are still there, so this is not their repetition.</param>
    /// <param name="delivered">Of the answered ones those whose answer surely arrived; null when all did.</param>
    int SubtaskOrdinal(AttemptId id, string bodyHash, IReadOnlySet<int> busy, IReadOnlySet<int>? delivered);

    /// <summary>The container has been given the answer to this post.</summary>
    void SubtaskAnswered(AttemptId id, int ordinal);
}
