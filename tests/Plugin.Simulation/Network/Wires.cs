namespace Plugin.Simulation.Network;

/// <summary>
/// What lies between processes: it delays, loses and doubles messages, lets one overtake another, and each pair of places may be cut off from
/// each other for a while.
/// </summary>
internal sealed class Wires(Scene scene)
{
    private readonly HashSet<(string, string)> _cut = [];

    public const string Database = "database";

    /// <summary>Once healed, nothing gets lost any more.</summary>
    public bool IsHealed { get; private set; }

    /// <summary>How much of what is sent gets lost, each way.</summary>
    public double Loss { get; init; }

    public double Doubling { get; init; }

    public bool AreCut(string one, string other) => _cut.Count > 0 && _cut.Contains(Pair(one, other));

    public void Cut(string one, string other) => _cut.Add(Pair(one, other));

    public void Mend(string one, string other) => _cut.Remove(Pair(one, other));

    public void Heal()
    {
        IsHealed = true;
        _cut.Clear();
    }

    public bool Loses(string sight)
    {
        if (IsHealed || !scene.Chance.Of(Loss))
        {
            return false;
        }

        scene.Coverage.Count(sight);
        return true;
    }

    public bool Doubles() => !IsHealed && scene.Chance.Of(Doubling);

    /// <summary>How long one message takes. Each takes its own time, so that they overtake each other.</summary>
    public TimeSpan Travel()
    {
        if (!IsHealed && scene.Chance.Of(0.01))
        {
            scene.Coverage.Count("fault: message slow");
            return scene.Chance.Between(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(8));
        }

        return scene.Chance.Between(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(150));
    }

    private static (string, string) Pair(string one, string other) =>
        string.CompareOrdinal(one, other) < 0 ? (one, other) : (other, one);
}
