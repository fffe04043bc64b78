namespace Plugin.Algorithms.Summaries;

/// <summary>
/// The numbers that a value can be, counted off from below, so that a search over values becomes a search over whole numbers. With a known
/// number of decimals these are the decimal numbers of that length; otherwise all numbers a double can hold.
/// </summary>
internal readonly record struct Grid(int? Decimals)
{
    public const int MostDecimals = 9;

    // Above this, neighbouring doubles are more than one apart and a decimal grid would skip or repeat values.
    private const double LargestExact = 1L << 53;

    public static int? DecimalsOf(IReadOnlyCollection<double> numbers)
    {
        var decimals = 0;
        foreach (var number in numbers)
        {
            while (!IsOn(number, decimals))
            {
                decimals++;
                if (decimals > MostDecimals)
                {
                    return null;
                }
            }
        }

        // Each number was checked with the decimals known by then; large ones may not bear the decimals that later ones need.
        return numbers.All(number => IsOn(number, decimals)) ? decimals : null;
    }

    public long IndexOf(double value) => Decimals is { } decimals
        ? (long)Math.Round(value * Math.Pow(10, decimals))
        : Ordered(BitConverter.DoubleToInt64Bits(value));

    // Dividing one exactly held number by another gives the double nearest to the decimal: the same as reading its text.
    public double ValueAt(long index) => Decimals is { } decimals
        ? index / Math.Pow(10, decimals)
        : BitConverter.Int64BitsToDouble(Ordered(index));

    private static bool IsOn(double number, int decimals)
    {
        var scale = Math.Pow(10, decimals);
        var scaled = number * scale;
        return Math.Abs(scaled) < LargestExact && Math.Round(scaled) / scale == number;
    }

    // The bits of negative doubles count backwards; flipping them makes the order of bits the order of numbers, and undoes itself.
    private static long Ordered(long bits) => bits < 0 ? bits ^ long.MaxValue : bits;
}
