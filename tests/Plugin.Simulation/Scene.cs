using Plugin.Simulation.Scheduling;
using Plugin.Simulation.Seen;

namespace Plugin.Simulation;

/// <summary>What everybody in a story has at hand.</summary>
/// <param name="History">What clients and stations saw.</param>
internal sealed record Scene(Simulator Simulator, Chance Chance, Trace Trace, Coverage Coverage, History History)
{
    public required Seams Seams { get; init; }
}
