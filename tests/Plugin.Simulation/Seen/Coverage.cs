using System.Collections.Frozen;

namespace Plugin.Simulation.Seen;

/// <summary>How often each fault was injected and each interesting state reached.</summary>
internal sealed class Coverage
{
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);

    public long this[string sight] => _counts.GetValueOrDefault(sight);

    /// <param name="sight">One of <see cref="Sights"/>.</param>
    public void Count(string sight, long times = 1)
    {
        if (!Sights.All.Contains(sight))
        {
            throw new SimulationGapException($"'{sight}' is not among the sights.");
        }

        _counts[sight] = _counts.GetValueOrDefault(sight) + times;
    }

    public void Add(Coverage other)
    {
        foreach (var (sight, times) in other._counts)
        {
            Count(sight, times);
        }
    }

    /// <summary>What was not seen at all.</summary>
    public IReadOnlyList<string> Missing() => [.. Sights.All.Where(sight => this[sight] == 0).Order(StringComparer.Ordinal)];

    public override string ToString() =>
        string.Join('\n', Sights.All.Order(StringComparer.Ordinal).Select(sight => $"{this[sight],10}  {sight}"));
}

/// <summary>What a run over many schedules has to come across: who no longer reaches one of these has lost a part of the simulation.</summary>
internal static class Sights
{
    public static FrozenSet<string> All { get; } = new[]
    {
        // Faults.
        "fault: silo crashed at a step", "fault: silo killed", "fault: whole hub killed", "fault: silo frozen", "fault: silo partitioned from the database",
        "fault: station partitioned from a silo", "fault: station cut off", "fault: desk cut off", "fault: agent crashed at a step", "fault: agent killed", "fault: agent crashed again and again", "fault: station away for long", "fault: power cut again and again",
        "fault: power cut", "fault: station disk full", "fault: database slow", "fault: database full", "fault: database failed over",
        "fault: clock of a silo jumped", "fault: clock of a station jumped", "fault: clock of the database jumped", "fault: machine replaced",
        "fault: second agent with the same key", "fault: request lost", "fault: answer lost", "fault: request duplicated", "fault: message slow",
        "fault: notification lost", "fault: feed broken",
        // Work of people.
        "work: silo added", "work: silo drained", "work: node key reset", "work: station restarted", "work: task killed", "work: node's runs killed",
        "work: result read", "work: request repeated",
        // States.
        "state: commit in doubt was stored", "state: commit in doubt was not stored", "state: append conflicted", "state: append replayed by its key", "state: request answered by its key",
        "state: append conflicted on a silo that had stood still", "state: run released after its lease", "state: run released as lost", "state: run given up",
        "state: run became unreachable", "state: run came back", "state: run used up its attempts", "state: sibling cancelled", "state: subtask created",
        "state: kill ended runs at work", "state: kill of a tree with subtasks", "state: report superseded", "state: report after the end", "state: session fenced",
        "state: login refused", "state: claim answered again", "state: container removed by a kill", "state: feed resumed", "state: feed began with a snapshot",
        "state: feed offered a run anew", "state: image missing", "state: hold of a duty passed on",
    }.ToFrozenSet(StringComparer.Ordinal);
}

/// <summary>The simulation met something that it does not imitate.</summary>
internal sealed class SimulationGapException(string message) : Exception(message);
