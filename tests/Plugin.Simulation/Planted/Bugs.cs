namespace Plugin.Simulation.Planted;

/// <summary>The planted bugs by their names.</summary>
internal static class Bugs
{
    public static IReadOnlyDictionary<string, Seams> All { get; } = new Dictionary<string, Seams>
    {
        ["a follower that skips an event when it connects"] = new() { Store = store => new StoreWhoseFollowerSkips(store) },
        ["a store that answers before it commits"] = new() { Store = store => new StoreThatAnswersFirst(store) },
        ["a store where the last writer wins"] = new() { Store = store => new StoreWithoutConflicts(store) },
        ["a silo that believes its memory"] = new() { Store = store => new StoreThatBelievesItsMemory(store) },
        ["a silo with a list of its own"] = new() { Store = store => new StoreWithAListOfItsOwn(store) },
        ["a watch with a wrong clock"] = new() { Store = store => new StoreWithAWrongClock(store) },
        ["no idempotency"] = new() { Grains = (grains, _) => new GrainsWithoutIdempotency(grains) },
        ["a kill lost when the task moved"] = new() { Grains = (grains, _) => new GrainsThatLoseKills(grains) },
        ["a claim granted again after its lease"] = new() { Grains = (grains, _) => new GrainsThatRepeatClaims(grains) },
        ["no fencing"] = new() { Grains = (grains, store) => new GrainsWithoutFencing(grains, store) },
        ["a journal in memory"] = new() { Journal = journal => new JournalInMemory(journal) },
        ["a report that needs no answer"] = new() { Hub = hub => new HubThatNeedsNoAnswer(hub) },
        ["a cursor ahead of what was delivered"] = new() { Cursor = (cursor, head) => $"{cursor[..cursor.IndexOf(':', StringComparison.Ordinal)]}:{head}" },
    };
}
