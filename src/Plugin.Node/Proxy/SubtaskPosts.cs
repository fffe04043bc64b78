using System.Security.Cryptography;
using System.Text;
using Plugin.Node.Attempts;
using Plugin.Node.Journal;

namespace Plugin.Node.Proxy;

/// <summary>
/// Gives each subtask that an algorithm posts a key by which the hub recognises a repetition, so that a lost reply, or an agent that went down in
/// between, never makes two subtasks of one. An algorithm that posts the same body again after it got its answer means a second subtask.
/// </summary>
/// <remarks>
/// An answer that was written and is on record may still not have arrived when the agent is killed the moment after. So after a restart the same
/// body is a repetition until the algorithm has asked for something else, which it does when it has the answer.
/// </remarks>
/// <param name="agent">Runs steps on the agent's scheduler, where the journal lives.</param>
internal sealed class SubtaskPosts(IJournal journal, TaskFactory agent)
{
    /// <param name="hash">Of the body.</param>
    public Task<SubtaskPost> Begin(RunAttempt attempt, string hash) => agent.StartNew(() =>
    {
        var (id, known) = (attempt.Id, attempt.Subtasks);
        var ordinal = journal.SubtaskOrdinal(id, hash, known.Busy, known.HasMovedOn ? null : known.Delivered);
        known.Busy.Add(ordinal);
        var key = SHA256.HashData(Encoding.ASCII.GetBytes($"{id.Run}/{id.Attempt}/{ordinal}/{hash}"));
        return new SubtaskPost(attempt, ordinal, Convert.ToHexStringLower(key));
    });

    /// <param name="answered">The algorithm has the answer. Otherwise its next post of this body is the repetition of this one.</param>
    public Task End(SubtaskPost post, bool answered) => agent.StartNew(() =>
    {
        var known = post.Attempt.Subtasks;
        known.Busy.Remove(post.Ordinal);
        if (answered)
        {
            known.Delivered.Add(post.Ordinal);
            journal.SubtaskAnswered(post.Attempt.Id, post.Ordinal);
        }
    });
}

internal sealed record SubtaskPost(RunAttempt Attempt, int Ordinal, string Key);

/// <summary>What this process knows of an attempt's subtask posts beside the journal.</summary>
internal sealed class KnownSubtasks
{
    private volatile bool _hasMovedOn;

    /// <summary>Being answered this moment.</summary>
    public HashSet<int> Busy { get; } = [];

    /// <summary>Answered by this process.</summary>
    public HashSet<int> Delivered { get; } = [];

    /// <summary>The algorithm has asked this process for something else than a subtask.</summary>
    public bool HasMovedOn => _hasMovedOn;

    public void MoveOn() => _hasMovedOn = true;
}
