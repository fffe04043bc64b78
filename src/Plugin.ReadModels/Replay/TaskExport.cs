using System.Text.Json;
using Plugin.Domain;
using Plugin.Domain.Tasks;
using Plugin.Domain.Users;
using Plugin.EventLog;
using Plugin.EventLog.Exporting;
using Plugin.EventLog.Proving;

namespace Plugin.ReadModels.Replay;

/// <summary>
/// What an export of a task holds: its history, and the streams of all whom it names, as far as the newest checkpoint covers them. Of nodes
/// only the beginning up to their last key: how often they went on and offline explains nothing.
/// </summary>
public static class TaskExport
{
    private static readonly string[] Whose = ["actor", "for", "via"];

    /// <summary>Null when there never was such a task.</summary>
    /// <exception cref="ArgumentException">No checkpoint covers it yet.</exception>
    public static async Task<(ExportScope.Thing Scope, StoredCheckpoint Checkpoint)?> Of(
        IStore store, TaskId task, CancellationToken cancellationToken)
    {
        var checkpoint = await LogExport.Newest(store, cancellationToken);
        StoredEvent[] history = [.. (await new TaskHistory(store.Log).Events(task, cancellationToken)).Where(stored => stored.Position <= checkpoint.Size)];
        if (history.Length == 0)
        {
            return await store.Log.VersionOf(task.ToString(), cancellationToken) == 0
                ? null
                : throw new ArgumentException($"No checkpoint covers {task} yet. Its hub makes one within seconds: start it.");
        }

        var all = history.ToDictionary(stored => stored.Position);
        var open = new Queue<string>(history.SelectMany(Named).Concat(await Cosigners(store, checkpoint, cancellationToken)).Distinct());
        var seen = open.ToHashSet(StringComparer.Ordinal);
        while (open.TryDequeue(out var stream))
        {
            var events = await Known(stream);
            foreach (var stored in events)
            {
                all.TryAdd(stored.Position, stored);
            }

            // A user's organisation explains the user.
            foreach (var organisation in events.Select(TaskHistory.Decoded).OfType<UserCreated>().Select(user => user.Organisation.ToString()).Where(seen.Add))
            {
                open.Enqueue(organisation);
            }
        }

        return (new ExportScope.Thing(task.ToString(), [.. all.Keys.Order()]), checkpoint);

        async Task<IReadOnlyList<StoredEvent>> Known(string stream)
        {
            var events = (await store.Log.ReadStream(stream, 0, cancellationToken)).TakeWhile(stored => stored.Position <= checkpoint.Size).ToList();
            var last = stream.StartsWith("node-", StringComparison.Ordinal)
                ? Math.Max(0, events.FindLastIndex(stored => stored.Name == Cosignatures.KeyRegistered)) + 1
                : events.Count;
            return events.Take(last).ToArray();
        }
    }

    private static async Task<IEnumerable<string>> Cosigners(IStore store, StoredCheckpoint checkpoint, CancellationToken cancellationToken) =>
        (await store.Proof.Cosignatures(checkpoint.Size, checkpoint.Size, cancellationToken))
        .Select(cosignature => Cosignatures.StreamOf(store.Log.Origin, cosignature.Signer)).OfType<string>();

    private static IEnumerable<string> Named(StoredEvent stored)
    {
        var actors = Actors(stored);
        return TaskHistory.Decoded(stored) is TaskCreated task
            ? [
                .. actors, task.Collaboration.ToString(), task.InitOrganisation.ToString(), task.InitUser.ToString(),
                .. task.Runs.SelectMany(run => (string[])[run.Organisation.ToString(), run.Node.ToString()]),
            ]
            : actors;
    }

    // user:4 and node:7; what a run does is in its own stream, and duties and operators have none.
    private static string[] Actors(StoredEvent stored)
    {
        try
        {
            using var metadata = JsonDocument.Parse(stored.Metadata);
            return
            [
                .. Whose
                    .Select(name => metadata.RootElement.TryGetProperty(name, out var value) ? value.GetString() : null)
                    .OfType<string>().Where(actor => actor.StartsWith("user:", StringComparison.Ordinal) || actor.StartsWith("node:", StringComparison.Ordinal))
                    .Select(actor => actor.Replace(':', '-')),
            ];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
