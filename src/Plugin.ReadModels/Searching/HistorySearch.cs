using Plugin.Domain;
using Plugin.EventLog;
using Plugin.ReadModels.Replay;

namespace Plugin.ReadModels.Searching;

/// <summary>What to look for in the log; what is null does not matter.</summary>
/// <param name="Organisation">What it, its people or its nodes did, and what names it.</param>
/// <param name="Image">A part of an image's name, in either case: the orders of it, and what became of their runs.</param>
/// <param name="Database">The whole label of a data source, in either case: likewise.</param>
/// <param name="Kind">Such as <c>run</c> or <c>run.ended</c>.</param>
public sealed record HistoryFilter(
    TaskId? Task = null, RunId? Run = null, UserId? Person = null, OrganisationId? Organisation = null, NodeId? Node = null,
    CollaborationId? Collaboration = null, string? Image = null, string? Database = null, string? Kind = null, AsOf? From = null, AsOf? To = null);

/// <param name="Indexed">While it is less than <paramref name="Head"/> nothing was looked for yet: ask again.</param>
/// <param name="Events">The newest first.</param>
/// <param name="Before">To go on from; null when the log has no more of them.</param>
public sealed record FoundEvents(long Head, long Indexed, IReadOnlyList<StoredEvent> Events, long? Before);

/// <summary>Searches the log backwards from a position. A page reads a limited part of the log, so it may be short and not the last.</summary>
public sealed class HistorySearch(IStore store, HistoryIndex index)
{
    private const int MostBlocks = 200;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly Dictionary<long, string[]> NoLabels = [];

    /// <param name="before">Only events of lower positions.</param>
    public async Task<FoundEvents> Find(HistoryFilter filter, long before, int limit, CancellationToken cancellationToken)
    {
        await index.CatchUp(Patience, cancellationToken);
        var head = await store.Log.Head(cancellationToken);
        if (!index.Covers(head))
        {
            return new FoundEvents(head, index.Indexed, [], null);
        }

        var first = filter.From is { } from ? await from.First(store.Log, cancellationToken) : 1;
        var last = Math.Min(before - 1, filter.To is { } to ? await to.Position(store.Log, cancellationToken) : head);
        var words = Words(filter);
        return await OfThing(filter, cancellationToken) is { } thing
            ? await Among(thing, words, first, last, limit, head, cancellationToken)
            : await InLog(words, first, last, limit, head, cancellationToken);
    }

    private async Task<IReadOnlyList<StoredEvent>?> OfThing(HistoryFilter filter, CancellationToken cancellationToken) => filter switch
    {
        { Task: { } task, Run: { } run } => [.. (await new TaskHistory(store.Log).Events(task, cancellationToken)).Where(e => e.Stream == run.ToString())],
        { Task: { } task } => await new TaskHistory(store.Log).Events(task, cancellationToken),
        { Run: { } run } => await store.Log.ReadStream(run.ToString(), 0, cancellationToken),
        _ => null,
    };

    private async Task<FoundEvents> Among(
        IReadOnlyList<StoredEvent> thing, IReadOnlyList<IReadOnlySet<string>> words, long first, long last, int limit, long head,
        CancellationToken cancellationToken)
    {
        var found = await Matching([.. thing.Where(e => e.Position >= first && e.Position <= last)], words, cancellationToken);
        StoredEvent[] page = [.. found.Reverse().Take(limit)];
        return new FoundEvents(head, head, page, page.Length < found.Count ? page[^1].Position : null);
    }

    private async Task<FoundEvents> InLog(
        IReadOnlyList<IReadOnlySet<string>> words, long first, long last, int limit, long head, CancellationToken cancellationToken)
    {
        var page = new List<StoredEvent>();
        var read = 0;
        for (var block = (last - 1) / HistoryIndex.Block; last >= first && block >= (first - 1) / HistoryIndex.Block; block--)
        {
            if (!index.MayHold(block, words))
            {
                continue;
            }

            if (read++ == MostBlocks)
            {
                return new FoundEvents(head, head, page, ((block + 1) * HistoryIndex.Block) + 1);
            }

            var start = block * HistoryIndex.Block;
            var events = await store.Log.Read(start, (int)Math.Min(HistoryIndex.Block, last - start), cancellationToken);
            var found = await Matching([.. events.Where(e => e.Position >= first)], words, cancellationToken);
            page.AddRange(found.Reverse());
            if (page.Count > limit)
            {
                return new FoundEvents(head, head, page[..limit], page[limit - 1].Position);
            }
        }

        return new FoundEvents(head, head, page, null);
    }

    private async Task<IReadOnlyList<StoredEvent>> Matching(
        StoredEvent[] events, IReadOnlyList<IReadOnlySet<string>> all, CancellationToken cancellationToken)
    {
        if (all.Count == 0)
        {
            return events;
        }

        if (!all.Any(any => any.Any(EventWords.IsOfOrder)))
        {
            return [.. events.Where(stored => index.Words(stored, NoLabels) is var words && all.All(any => any.Overlaps(words)))];
        }

        var orders = await Orders(events, cancellationToken);
        var labels = await index.Labels(events.Concat(orders.Values).DistinctBy(stored => stored.Position), cancellationToken);
        return
        [
            .. events.Where(stored =>
            {
                HashSet<string> words = [.. index.Words(stored, labels)];
                if (index.OrderOf(stored) is { } position && orders.TryGetValue(position, out var order))
                {
                    words.UnionWith(index.Words(order, labels).Where(EventWords.IsOfOrder));
                }

                return all.All(any => any.Overlaps(words));
            }),
        ];
    }

    /// <summary>The orders that events go back to, by position: some of them are far back in the log.</summary>
    private async Task<Dictionary<long, StoredEvent>> Orders(StoredEvent[] events, CancellationToken cancellationToken)
    {
        var orders = new Dictionary<long, StoredEvent>();
        var here = events.ToDictionary(stored => stored.Position);
        foreach (var position in events.Select(index.OrderOf).OfType<long>().Distinct())
        {
            orders[position] = here.TryGetValue(position, out var near) ? near
                : (await store.Log.Read(position - 1, 1, cancellationToken))[0];
        }

        return orders;
    }

    private List<IReadOnlySet<string>> Words(HistoryFilter filter)
    {
        var all = new List<IReadOnlySet<string>>();
        string?[] single =
        [
            filter.Person?.ToString(), filter.Organisation?.ToString(), filter.Node?.ToString(), filter.Collaboration?.ToString(),
            filter.Database is { } label ? EventWords.OfLabel(label) : null, filter.Kind is { } kind ? EventWords.OfKind(kind) : null,
        ];
        all.AddRange(single.OfType<string>().Select(word => new HashSet<string>(StringComparer.Ordinal) { word }));
        if (filter.Image is { } image)
        {
            all.Add(index.Images.Where(known => known.Contains(image, StringComparison.OrdinalIgnoreCase)).Select(EventWords.OfImage)
                .ToHashSet(StringComparer.Ordinal));
        }

        return all;
    }
}
