using System.Security.Cryptography;
using System.Text;
using Plugin.Node.Attempts;
using Plugin.Node.Journal;

namespace Plugin.Node.Proxy;

/// <summary>
/// Gives each subtask that an algorithm posts a key by which the hub recognises a repetition, so that a lost reply, or an agent that went down in
/// between, never makes two subtasks of one. An algorithm that posts the same body again after it got its answer means a second subtask.
/// </summary>
/// <param name="agent">Runs steps on the agent's scheduler, where the journal lives.</param>
internal sealed class SubtaskPosts(IJournal journal, TaskFactory agent)
{
    private readonly Dictionary<AttemptId, HashSet<int>> _busy = [];

    public Task<SubtaskPost> Begin(AttemptId id, ReadOnlyMemory<byte> body) => agent.StartNew(() =>
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(body.Span));
        if (!_busy.TryGetValue(id, out var busy))
        {
            _busy[id] = busy = [];
        }

        var ordinal = journal.SubtaskOrdinal(id, hash, busy);
        busy.Add(ordinal);
        var key = SHA256.HashData(Encoding.ASCII.GetBytes($"{id.Run}/{id.Attempt}/{ordinal}/{hash}"));
        return new SubtaskPost(id, ordinal, Convert.ToHexStringLower(key));
    });

    /// <param name="answered">The algorithm has the answer. Otherwise its next post of this body is the repetition of this one.</param>
    public Task End(SubtaskPost post, bool answered) => agent.StartNew(() =>
    {
        if (answered)
        {
            journal.SubtaskAnswered(post.Attempt, post.Ordinal);
        }

        if (_busy.TryGetValue(post.Attempt, out var busy) && busy.Remove(post.Ordinal) && busy.Count == 0)
        {
            _busy.Remove(post.Attempt);
        }
    });
}

internal sealed record SubtaskPost(AttemptId Attempt, int Ordinal, string Key);
