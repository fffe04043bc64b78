using Plugin.Domain;
using Plugin.EventLog;
using Plugin.Grains.Tasks;
using Plugin.Vault.Erasures;
using Plugin.Vault.Seals;

namespace Plugin.Grains.Erasing;

/// <summary>
/// Before a silo serves: what is on the erasure list is erased again where a restored database has it back, and an erasure that was cut off is
/// finished. Any number of silos may do it at once.
/// </summary>
public sealed class ErasureListAtStart(IGrains grains, IStore store, Eraser eraser, SealedFields seals)
{
    private const string Kind = "erasure";
    private const string Made = "list-made";
    private const int KeysAtOnce = 5000;

    private static readonly CallContext By = new("duty:erasure");

    /// <summary>The list of this hub; a new one only where there never was one.</summary>
    /// <exception cref="InvalidDataException">It is missing, damaged, or another hub's.</exception>
    public static async Task<ErasureList> Open(IStore store, string folder, TimeProvider clock, CancellationToken cancellationToken)
    {
        var made = await store.Vault.Read(Kind, Made, cancellationToken) is not null;
        if (made && !ErasureList.Exists(folder))
        {
            throw new InvalidDataException(
                $"The erasure list {Path.Combine(folder, ErasureList.FileName)} is missing: restore its newest copy. Without it, what was erased could come back.");
        }

        var list = await ErasureList.Open(folder, store.Log.Origin.Hub, clock, cancellationToken);
        if (!made)
        {
            await store.Vault.Write([new VaultWrite(Kind, Made, new byte[] { 1 })], cancellationToken);
        }

        return list;
    }

    public async Task Apply(ErasureList list, CancellationToken cancellationToken)
    {
        var recorded = new HashSet<string>(StringComparer.Ordinal);
        foreach (var kind in (string[])["user", "contents", "texts"])
        {
            recorded.UnionWith((await store.Read.Where("erasures", "kind", kind, int.MaxValue, cancellationToken)).Select(row => (string)row["name"]!));
        }

        // A silo with a folder of its own, or a list from an old backup.
        await list.Add(recorded, cancellationToken);
        var listed = await list.Read(cancellationToken);
        await RaiseIds(listed, cancellationToken);
        string[] undone = [.. listed.Where(name => !recorded.Contains(name))];
        foreach (var name in undone)
        {
            await Again(name, cancellationToken);
        }

        var keys = await DestroyKeys(listed, cancellationToken);
        if (keys || undone.Length > 0
            || await store.Vault.Read(Eraser.Unscrubbed.Kind, Eraser.Unscrubbed.Id, cancellationToken) is not null)
        {
            await eraser.Scrub(cancellationToken);
        }
    }

    // In a database that was restored from before they were born, the ids on the list must not be given to others.
    private async Task RaiseIds(IReadOnlyList<string> listed, CancellationToken cancellationToken)
    {
        foreach (var (counter, ofUsers) in new[] { (Counters.UserOrNode, true), (Counters.Task, false) })
        {
            var ids = listed.Select(Parse).Where(entry => entry.Kind == "user" == ofUsers).Select(entry => entry.Id);
            if (ids.DefaultIfEmpty().Max() is > 0 and var last)
            {
                await store.Live.RaiseIds(counter, last, cancellationToken);
            }
        }
    }

    private async Task Again(string name, CancellationToken cancellationToken)
    {
        var (kind, id) = Parse(name);
        if (kind == "user")
        {
            if (await store.Log.VersionOf(new UserId(id).ToString(), cancellationToken) > 0)
            {
                await grains.Ask(new EraseUser(By, new UserId(id)), cancellationToken);
            }

            return;
        }

        var task = new TaskId(id);
        if (await store.Log.VersionOf(task.ToString(), cancellationToken) == 0)
        {
            return;
        }

        var texts = kind == "texts";
        var answer = await grains.Ask(new EraseTask(By, task, texts, AfterDays: null), cancellationToken);
        if (answer.Refusal == Domain.Tasks.TaskRefusals.NotEnded)
        {
            // It had ended before it was erased; what a restored database takes for open is not to be computed once more.
            await grains.Ask(new KillTask(By, task), cancellationToken);
            await grains.Ask(new EraseTask(By, task, texts, AfterDays: null), cancellationToken);
        }
    }

    // Keys come from a backup of their own, which may be older than the log.
    private async Task<bool> DestroyKeys(IReadOnlyList<string> listed, CancellationToken cancellationToken)
    {
        var destroyed = false;
        var owners = listed.Select(Parse).Where(entry => entry.Kind is "user" or "texts")
            .Select(entry => entry.Kind == "user" ? new UserId(entry.Id).ToString() : new TaskId(entry.Id).ToString());
        foreach (var some in owners.Chunk(KeysAtOnce))
        {
            var found = await store.Vault.ReadMany(SealedFields.KeyKind, some, cancellationToken);
            if (found.Count > 0)
            {
                await store.Vault.Write([.. found.Keys.Select(owner => new VaultWrite(SealedFields.KeyKind, owner, null))], cancellationToken);
                destroyed = true;
            }

            foreach (var owner in some)
            {
                seals.Forget(owner);
            }
        }

        return destroyed;
    }

    private static (string Kind, int Id) Parse(string name) =>
        name.Split('-') is [var kind, var number] && int.TryParse(number, out var id)
            ? (kind, id)
            : throw new InvalidDataException($"The erasure list has an entry '{name}' that this version does not know: start a newer one.");
}
