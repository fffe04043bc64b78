namespace Plugin.Domain.Access;

/// <summary>A set of rule ids: one bit each, so that sets compare and combine by value.</summary>
public readonly record struct RuleSet
{
    private readonly UInt128 _bits;

    private RuleSet(UInt128 bits) => _bits = bits;

    public static RuleSet Empty => default;

    public int Count => (int)UInt128.PopCount(_bits);

    public IEnumerable<int> Ids
    {
        get
        {
            for (var rest = _bits; rest != UInt128.Zero; rest &= rest - 1)
            {
                yield return (int)UInt128.TrailingZeroCount(rest);
            }
        }
    }

    public static RuleSet Of(params IEnumerable<int> ids) =>
        new(ids.Aggregate(UInt128.Zero, (bits, id) => bits | (UInt128.One << Rule.Of(id).Id)));

    public bool Contains(int id) => id is >= 0 and < 128 && (_bits >> id & UInt128.One) != UInt128.Zero;

    public static RuleSet operator |(RuleSet left, RuleSet right) => left.BitwiseOr(right);

    /// <summary>What is in one of the two and not in the other: what a replacement of one by the other gives and takes.</summary>
    public static RuleSet operator ^(RuleSet left, RuleSet right) => left.Xor(right);

    public RuleSet BitwiseOr(RuleSet other) => new(_bits | other._bits);

    public RuleSet Xor(RuleSet other) => new(_bits ^ other._bits);

    public override string ToString() => $"[{string.Join(", ", Ids)}]";
}
