namespace Plugin.EventLog.Tests.Faults;

/// <summary>All the luck of one schedule, from its seed.</summary>
internal sealed class Chance(int seed)
{
    private readonly Random _random = new(seed);

    public bool Of(double probability) => _random.NextDouble() < probability;

    public int Between(int least, int most) => _random.Next(least, most + 1);

    public T Among<T>(params IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];

    public byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }
}
