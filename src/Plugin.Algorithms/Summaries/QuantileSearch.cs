namespace Plugin.Algorithms.Summaries;

/// <summary>
/// Finds quantiles of a set that nobody sees whole, by asking how many values lie at or below a few thresholds and looking closer where
/// each must be. Exact: it ends when only one number of the grid is left for each. Between two values it is the same point that R's
/// <c>quantile</c> takes (type 7); the median is the middle of the two middle values.
/// </summary>
internal sealed class QuantileSearch
{
    /// <summary>Thresholds per round and value. More would mean fewer rounds, and a finer picture of the distribution in each.</summary>
    private const int Thresholds = 31;

    private readonly Grid grid;
    private readonly Point[] points;
    private readonly Dictionary<int, Bracket> brackets;

    /// <param name="moments">Of the whole set, which is not empty.</param>
    /// <param name="shares">Such as 0.5 for the median.</param>
    public QuantileSearch(Moments moments, IEnumerable<double> shares)
    {
        grid = new Grid(moments.Decimals);
        points = [.. shares.Select(share => Point.Of(share, moments.Count))];
        brackets = points.SelectMany(point => (int[])[point.Below, point.Above]).Distinct()
            .ToDictionary(rank => rank, rank => new Bracket(rank, grid.IndexOf(moments.Min!.Value), grid.IndexOf(moments.Max!.Value)));
    }

    public bool IsFound => brackets.Values.All(bracket => bracket.IsOne);

    /// <summary>In the order in which they were asked for.</summary>
    public double[] Quantiles => [.. points.Select(ValueOf)];

    /// <summary>Thresholds to ask about next, ascending.</summary>
    public double[] NextThresholds() =>
        [.. brackets.Values.SelectMany(bracket => bracket.Cuts(Thresholds)).Distinct().Order().Select(grid.ValueAt)];

    /// <param name="atOrBelow">For each threshold of the question, how many values of all hospitals are not greater.</param>
    public void Learn(IReadOnlyList<double> thresholds, IReadOnlyList<long> atOrBelow)
    {
        for (var i = 0; i < thresholds.Count; i++)
        {
            var index = grid.IndexOf(thresholds[i]);
            foreach (var rank in brackets.Keys)
            {
                brackets[rank] = brackets[rank].Learn(index, atOrBelow[i]);
            }
        }
    }

    private double ValueOf(Point point)
    {
        var (low, high) = (grid.ValueAt(brackets[point.Below].From), grid.ValueAt(brackets[point.Above].From));
        return low + ((high - low) * point.Fraction);
    }

    /// <summary>Between the values of two neighbouring ranks (from 1), or on one of them.</summary>
    private readonly record struct Point(int Below, int Above, double Fraction)
    {
        public static Point Of(double share, int count)
        {
            var place = (count - 1) * share;
            var rank = (int)place + 1;
            var fraction = place - (int)place;
            return new Point(rank, fraction > 0 ? rank + 1 : rank, fraction);
        }
    }

    /// <summary>The value of a rank (from 1) is one of the grid's numbers <see cref="From"/>…<see cref="To"/>.</summary>
    private readonly record struct Bracket(long Rank, long From, long To)
    {
        public bool IsOne => From == To;

        public Bracket Learn(long index, long atOrBelow)
        {
            var next = atOrBelow >= Rank ? this with { To = Math.Min(To, index) } : this with { From = Math.Max(From, index + 1) };
            return next.From <= next.To
                ? next
                : throw new AlgorithmFailure("The counts of one round contradict those of another: the data of a hospital changed meanwhile.");
        }

        public IEnumerable<long> Cuts(int most)
        {
            // From and To can lie further apart than a long can tell.
            Int128 width = (Int128)To - From;
            var parts = Int128.Min(most + 1, width + 1);
            for (var i = 1; i < parts; i++)
            {
                yield return (long)(From + (width * i / parts));
            }
        }
    }
}
