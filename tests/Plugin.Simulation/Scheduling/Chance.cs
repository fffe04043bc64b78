using System.Security.Cryptography;

namespace Plugin.Simulation.Scheduling;

/// <summary>All the luck of one history, good and bad, from its seed.</summary>
internal sealed class Chance(int seed)
{
    private static readonly Lazy<ECParameters[]> Keys = new(() => [.. Enumerable.Range(0, 64).Select(number => NewKey(new Random(number)))]);

    private readonly Random _random = new(seed);

    public bool Of(double probability) => _random.NextDouble() < probability;

    public double Fraction() => _random.NextDouble();

    public int Below(int bound) => _random.Next(bound);

    public T Among<T>(IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];

    /// <summary>At least one of them, in a new order.</summary>
    public IReadOnlyList<T> SomeOf<T>(IReadOnlyList<T> choices)
    {
        var shuffled = choices.ToArray();
        _random.Shuffle(shuffled);
        return shuffled[..(1 + _random.Next(shuffled.Length))];
    }

    public TimeSpan Between(TimeSpan shortest, TimeSpan longest) => shortest + (longest - shortest) * _random.NextDouble();

    /// <summary>How wrong a clock is: mostly a little, sometimes by more than a lease.</summary>
    public TimeSpan Skew() => Of(0.6) ? Between(TimeSpan.FromSeconds(-2), TimeSpan.FromSeconds(2)) : Between(TimeSpan.FromMinutes(-10), TimeSpan.FromMinutes(10));

    /// <summary>One of a few: to make one takes longer than much of a story.</summary>
    public ECDsa SigningKey() => ECDsa.Create(Keys.Value[_random.Next(Keys.Value.Length)]);

    public void Fill(Span<byte> bytes) => _random.NextBytes(bytes);

    private static ECParameters NewKey(Random random)
    {
        var secret = new byte[32];
        random.NextBytes(secret);
        // Below the group's order, which begins with ones.
        secret[0] &= 0x7f;
        using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = secret });
        return key.ExportParameters(includePrivateParameters: true);
    }
}
