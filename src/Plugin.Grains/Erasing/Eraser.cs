using Plugin.Domain;
using Plugin.Domain.Tasks;
using Plugin.EventLog;
using Plugin.Vault.Blobs;
using Plugin.Vault.Erasures;

namespace Plugin.Grains.Erasing;

/// <summary>
/// Erases people and tasks: first on the erasure list, then as one append with what is deleted, then out of the database's files. Whoever dies in
/// between is finished at the next start, because the list is applied again.
/// </summary>
public sealed class Eraser(IGrains grains, IStore store, BlobStore blobs, ErasureList list)
{
    /// <summary>Stands in the vault from a deletion until the files have been scrubbed.</summary>
    internal static VaultWrite Unscrubbed { get; } = new("erasure", "unscrubbed", new byte[] { 1 });

    public async Task<Answer<Done>> User(CallContext by, UserId user, CancellationToken cancellationToken)
    {
        if (await store.Log.VersionOf(user.ToString(), cancellationToken) == 0)
        {
            return Domain.Users.UserRefusals.Missing;
        }

        await list.Add([$"user-{user.Value}"], cancellationToken);
        var answer = await grains.Ask(new EraseUser(by, user), cancellationToken);
        await Scrub(cancellationToken);
        return answer;
    }

    /// <summary>Contents and texts of a task and of all its subtasks.</summary>
    public async Task<Answer<Done>> Task(CallContext by, TaskId task, CancellationToken cancellationToken)
    {
        if (await ErasedTree.Of(store.Log, task, cancellationToken) is not { } tree)
        {
            return TaskRefusals.Missing;
        }

        var answer = await Tree(by, tree, texts: true, afterDays: null, cancellationToken);
        if (answer.Refusal is null)
        {
            await Scrub(cancellationToken);
        }

        return answer;
    }

    internal async Task<Answer<Done>> Tree(
        CallContext by, ErasedTree tree, bool texts, int? afterDays, CancellationToken cancellationToken)
    {
        // An ended run stays ended, so what is put on the list here can be done at any later time.
        if (tree.EndedAt is null)
        {
            return TaskRefusals.NotEnded;
        }

        await list.Add(
            [.. tree.Tasks.SelectMany(task => texts ? new[] { $"contents-{task.Value}", $"texts-{task.Value}" } : [$"contents-{task.Value}"])],
            cancellationToken);
        foreach (var task in tree.Tasks)
        {
            var answer = await grains.Ask(new EraseTask(by, task, texts, afterDays), cancellationToken);
            if (answer.Refusal is { } refusal)
            {
                return refusal;
            }

            foreach (var content in answer.Value)
            {
                await blobs.Delete(content, cancellationToken);
            }
        }

        return new Done();
    }

    internal async Task Scrub(CancellationToken cancellationToken)
    {
        await store.Scrub(cancellationToken);
        await store.Vault.Write([Unscrubbed with { Content = null }], cancellationToken);
    }
}
