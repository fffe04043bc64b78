using System.Text;
using System.Text.Json;
using Plugin.EventLog.Tests.Faults.Writing;
using Plugin.EventLog.Tests.Store;
using Plugin.EventLog.Verifying;

namespace Plugin.EventLog.Tests.Faults;

/// <summary>Holds what a log contains against what its authors were told. Throws with all that is wrong.</summary>
internal sealed class LogCheck
{
    private readonly IStore _store;
    private readonly List<string> _wrong = [];
    private readonly IReadOnlyList<StoredEvent> _events;
    private readonly Dictionary<string, List<StoredEvent>> _byDeed;

    private LogCheck(IStore store, IReadOnlyList<StoredEvent> events)
    {
        (_store, _events) = (store, events);
        _byDeed = events.GroupBy(DeedOf).ToDictionary(g => g.Key, g => g.ToList(), StringComparer.Ordinal);
    }

    /// <summary>Opens the log anew, as a silo that starts after the faults, and checks all of it.</summary>
    public static async Task Run(Func<Task<IStore>> open, Journal journal, CancellationToken cancellationToken)
    {
        await using var store = await open();
        var check = new LogCheck(store, await All(store, cancellationToken));
        check._wrong.AddRange(journal.Complaints);
        check.Positions();
        check.Deeds(journal);
        check.Followers(journal);
        await check.WhatTravelsWithEvents(journal, cancellationToken);
        await check.Tree(cancellationToken);
        await check.ReadTables(cancellationToken);
        await check.Retries(journal, cancellationToken);
        await check.ANewFollower(cancellationToken);
        if (check._wrong.Count > 0)
        {
            throw new InvalidOperationException(string.Join('\n', check._wrong.Take(20)));
        }
    }

    private static async Task<IReadOnlyList<StoredEvent>> All(IStore store, CancellationToken cancellationToken)
    {
        var all = new List<StoredEvent>();
        while (await store.Log.Read(all.LastOrDefault()?.Position ?? 0, 2000, cancellationToken) is { Count: > 0 } page)
        {
            all.AddRange(page);
        }

        return all;
    }

    private static string DeedOf(StoredEvent @event) =>
        JsonDocument.Parse(@event.Metadata).RootElement.TryGetProperty("deed", out var deed) ? deed.GetString()! : "";

    private void Positions()
    {
        for (var i = 0; i < _events.Count; i++)
        {
            if (_events[i].Position != i + 1)
            {
                _wrong.Add($"Position {i + 1} is a hole or not in order.");
                return;
            }
        }
    }

    // An acknowledged deed is there once, where its author was told; a refused one is not; one without an answer is there whole or not at all.
    private void Deeds(Journal journal)
    {
        foreach (var deed in journal.Deeds)
        {
            var stored = _byDeed.GetValueOrDefault(deed.Id, []);
            var whole = stored.Count == deed.Events && stored[^1].Position - stored[0].Position == deed.Events - 1;
            var right = deed.Answer switch
            {
                Answer.Stored => whole && stored[0].Position == deed.First,
                Answer.NotStored => stored.Count == 0,
                _ => stored.Count == 0 || whole,
            };
            if (!right)
            {
                _wrong.Add($"{deed} has {stored.Count} events, at {string.Join(", ", stored.Select(e => e.Position))}.");
            }
        }

        var known = journal.Deeds.Select(d => d.Id).ToHashSet(StringComparer.Ordinal);
        _wrong.AddRange(_byDeed.Keys.Where(id => id.Length > 0 && !known.Contains(id)).Select(id => $"{id} is stored, and nobody tried it."));
    }

    private void Followers(Journal journal)
    {
        foreach (var (name, saw) in journal.Followers)
        {
            var last = saw.First().Position - 1;
            foreach (var sighting in saw)
            {
                if (sighting.Position != last + 1)
                {
                    _wrong.Add($"{name} saw {sighting} after position {last}.");
                    break;
                }

                last = sighting.Position;
                if (last > _events.Count || _events[last - 1] is var stored && (stored.Stream, stored.Version) != (sighting.Stream, sighting.Version))
                {
                    _wrong.Add($"{name} saw {sighting}, which is not what is stored there.");
                    break;
                }
            }
        }
    }

    private async Task WhatTravelsWithEvents(Journal journal, CancellationToken cancellationToken)
    {
        foreach (var deed in journal.Deeds)
        {
            var stored = _byDeed.ContainsKey(deed.Id);
            var kept = stored && Encoding.UTF8.GetString(_byDeed[deed.Id][0].Data.Span) == """{"text":"kept"}""";
            var (owner, entry, outcome) = (
                await _store.Log.OwnerOf(Author.KeyKind, deed.Id, cancellationToken), await _store.Vault.Read(Author.VaultKind, deed.Id, cancellationToken),
                await _store.Log.OutcomeOf(deed.Id, cancellationToken));
            if (owner is not null != kept || entry is not null != kept)
            {
                _wrong.Add($"{deed}: its events are {(stored ? "" : "not ")}stored, its key belongs to '{owner}', its vault entry has {entry?.Length} bytes.");
            }

            if (outcome is not null != (stored && deed.Keyed))
            {
                _wrong.Add($"{deed}: its events are {(stored ? "" : "not ")}stored, and its outcome is {(outcome is null ? "not " : "")}remembered.");
            }
        }
    }

    private async Task Tree(CancellationToken cancellationToken)
    {
        var report = await LogVerification.Run(_store, progress: null, cancellationToken);
        if (!report.Verified || report.Events != _events.Count)
        {
            _wrong.Add($"Verification: {report.Events} of {_events.Count} events are good; {report.FirstBad} {report.FirstBadCheckpoint}");
        }
    }

    private async Task ReadTables(CancellationToken cancellationToken)
    {
        var before = await Dump(cancellationToken);
        await _store.Read.Rebuild(progress: null, cancellationToken);
        var after = await Dump(cancellationToken);
        if (!before.SequenceEqual(after))
        {
            _wrong.Add($"A rebuild changes the read tables: {string.Join(" ", before.Except(after).Take(3))} becomes {string.Join(" ", after.Except(before).Take(3))}");
        }
    }

    private async Task<List<string>> Dump(CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        await foreach (var line in _store.Read.Dump(cancellationToken))
        {
            lines.Add(line);
        }

        return lines;
    }

    // What a client does that was never answered: the same key again. It must be told of the one outcome, whenever it asks.
    private async Task Retries(Journal journal, CancellationToken cancellationToken)
    {
        foreach (var deed in journal.Deeds.Where(d => d.Keyed))
        {
            var was = _byDeed.ContainsKey(deed.Id);
            var again = new Append
            {
                Streams = [new StreamAppend($"again-{deed.Id}", 0, [Shelf.Noted("again") with { Metadata = Encoding.UTF8.GetBytes(Author.Mark(deed.Id) + "\"again\":1}") }])],
                IdempotencyKey = deed.Id,
                Outcome = Encoding.UTF8.GetBytes(deed.Id),
            };
            var (first, second) = (await _store.Log.Append(again, cancellationToken), await _store.Log.Append(again, cancellationToken));
            if (!first.Replayed)
            {
                journal.Accept(Journal.Tries(deed.Id, 1, keyed: true));
                journal.Accept(Journal.Stored(deed.Id, first, TimeSpan.Zero));
            }

            if (first.Replayed != was || !second.Replayed || Encoding.UTF8.GetString(second.Outcome.Span) != deed.Id)
            {
                _wrong.Add($"{deed}, repeated twice: stored before {was}, replayed {first.Replayed} and {second.Replayed}.");
            }
        }
    }

    private async Task ANewFollower(CancellationToken cancellationToken)
    {
        var (head, position) = (await _store.Log.Head(cancellationToken), 0L);
        if (head == 0)
        {
            return;
        }

        await foreach (var @event in _store.Log.Follow(0, cancellationToken))
        {
            if (@event.Position != ++position)
            {
                _wrong.Add($"A follower saw position {@event.Position} as number {position}.");
            }

            if (position >= head)
            {
                break;
            }
        }
    }
}
