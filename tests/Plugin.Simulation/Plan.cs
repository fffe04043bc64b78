using Plugin.Simulation.Scheduling;

namespace Plugin.Simulation;

/// <summary>The size of one story. Most are short, so that many can be told; some are long, because some things need time.</summary>
/// <param name="Tasks">That the researcher orders.</param>
/// <param name="Trouble">How long faults are injected.</param>
/// <param name="Pause">The longest between two faults, and between two orders.</param>
internal sealed record Plan(int Silos, int Hospitals, int Tasks, TimeSpan Trouble, TimeSpan Pause, double Loss, double Doubling)
{
    /// <summary>Whether the hub signs checkpoints, and stations with it. It is most of what a short story costs.</summary>
    public bool Signs { get; init; }

    public static Plan Of(Chance chance) => Sized(chance) with { Signs = chance.Of(0.35) };

    private static Plan Sized(Chance chance)
    {
        var size = chance.Fraction();
        var silos = 2 + chance.Below(2);
        var loss = chance.Of(0.3) ? 0 : chance.Fraction() * 0.06;
        return size switch
        {
            < 0.75 => new Plan(silos, 1 + chance.Below(2), 1 + chance.Below(3), chance.Between(Seconds(10), Seconds(40)), Seconds(8), loss, loss / 2),
            < 0.95 => new Plan(silos, 2 + chance.Below(2), 2 + chance.Below(3), chance.Between(Seconds(40), Seconds(120)), Seconds(15), loss, loss / 2),
            _ => new Plan(silos, 3, 5 + chance.Below(3), chance.Between(Seconds(180), Seconds(400)), Seconds(20), loss, loss / 2),
        };

        static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);
    }
}
