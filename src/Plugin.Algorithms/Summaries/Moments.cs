using System.Text.Json.Serialization;

namespace Plugin.Algorithms.Summaries;

/// <summary>
/// What is known about a set of numbers without the numbers: enough for count, mean and variance of a union of sets.
/// </summary>
/// <param name="SquaredDeviations">Sum of (x − mean)²; kept instead of the sum of x², which loses its digits when the mean is large.</param>
/// <param name="Decimals">Digits after the point that all values can be written with; null when some value needs more than <see cref="Grid.MostDecimals"/>.</param>
internal sealed record Moments(int Count, int Missing, double Mean, double SquaredDeviations, double? Min, double? Max, int? Decimals)
{
    public static readonly Moments Nothing = new(0, 0, 0, 0, null, null, 0);

    [JsonIgnore]
    public double? StandardDeviation => Count > 1 ? Math.Sqrt(SquaredDeviations / (Count - 1)) : null;

    public static Moments Of(IEnumerable<double?> values)
    {
        var numbers = new List<double>();
        var missing = 0;
        foreach (var value in values)
        {
            if (value is { } number)
            {
                numbers.Add(number);
            }
            else
            {
                missing++;
            }
        }

        if (numbers.Count == 0)
        {
            return Nothing with { Missing = missing };
        }

        // Two passes: the mean is known before deviations from it are squared.
        var mean = numbers.Average();
        var squares = numbers.Sum(number => (number - mean) * (number - mean));
        return new Moments(numbers.Count, missing, mean, squares, numbers.Min(), numbers.Max(), Grid.DecimalsOf(numbers));
    }

    public Moments Add(Moments other)
    {
        var count = Count + other.Count;
        if (Count == 0 || other.Count == 0)
        {
            return (Count == 0 ? other : this) with { Missing = Missing + other.Missing };
        }

        var distance = other.Mean - Mean;
        return new Moments(
            count,
            Missing + other.Missing,
            Mean + (distance * other.Count / count),
            SquaredDeviations + other.SquaredDeviations + (distance * distance * Count * other.Count / count),
            Math.Min(Min!.Value, other.Min!.Value),
            Math.Max(Max!.Value, other.Max!.Value),
            Decimals is { } mine && other.Decimals is { } theirs ? Math.Max(mine, theirs) : null);
    }
}
