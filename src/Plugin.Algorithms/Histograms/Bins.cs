namespace Plugin.Algorithms.Histograms;

/// <summary>Bins of one width with round edges, so that the edges tell nobody's exact value.</summary>
internal static class Bins
{
    // Closer together than this, against their size, doubles cannot be told apart; smaller and larger steps no double has.
    private const double Finest = 1e-12;
    private const double Largest = 1e307;
    private const int LeastExponent = -300;

    private static readonly int[] RoundSteps = [1, 2, 5, 10];

    /// <summary>The edges of at most so many bins, give or take one at each end, that hold everything from the one to the other.</summary>
    public static double[] Between(double min, double max, int most)
    {
        var width = max > min ? Math.Clamp((max / most) - (min / most), Finest * Math.Max(Math.Abs(min), Math.Abs(max)), Largest)
            : Math.Max(1, Finest * Math.Abs(max));
        var exponent = Math.Max((int)Math.Floor(Math.Log10(width)), LeastExponent);
        var step = RoundSteps.First(round => width <= Scaled(round, exponent) || round == RoundSteps[^1]);
        var first = Math.Floor(min / Scaled(step, exponent));
        var edges = new List<double> { Scaled(first * step, exponent) };
        for (var i = 1; edges[^1] <= max; i++)
        {
            edges.Add(Scaled((first + i) * step, exponent));
        }

        return [.. edges];
    }

    /// <summary>-1 for a value in no bin.</summary>
    public static int IndexOf(double[] edges, double value)
    {
        var found = Array.BinarySearch(edges, value);
        var bin = found >= 0 ? found : ~found - 1;
        return bin < edges.Length - 1 ? bin : -1;
    }

    // Dividing by a power of ten gives the double nearest to the decimal; multiplying by one below 1 does not.
    private static double Scaled(double digits, int exponent) =>
        exponent >= 0 ? digits * Math.Pow(10, exponent) : digits / Math.Pow(10, -exponent);
}
