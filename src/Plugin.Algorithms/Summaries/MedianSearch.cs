namespace Plugin.Algorithms.Summaries;

/// <summary>
/// Finds the two middle values of a set that nobody sees whole, by asking how many values lie at or below a few thresholds and looking
/// closer where the middle must be. Exact: it ends when only one number of the grid is left for each.
/// </summary>
internal sealed class MedianSearch
{
    /// <summary>Thresholds per round and middle value. More would mean fewer rounds, and a finer picture of the distribution in each.</summary>
    private const int Thresholds = 31;

    private readonly Grid grid;
    private Bracket lower;
    private Bracket upper;

    /// <param name="moments">Of the whole set, which is not empty.</param>
    public MedianSearch(Moments moments)
    {
        grid = new Grid(moments.Decimals);
        var whole = (From: grid.IndexOf(moments.Min!.Value), To: grid.IndexOf(moments.Max!.Value));
        lower = new Bracket((moments.Count + 1) / 2, whole.From, whole.To);
        upper = new Bracket((moments.Count / 2) + 1, whole.From, whole.To);
    }

    public bool IsFound => lower.IsOne && upper.IsOne;

    public double Median
    {
        get
        {
            var (low, high) = (grid.ValueAt(lower.From), grid.ValueAt(upper.From));
            return low + ((high - low) / 2);
        }
    }

    /// <summary>Thresholds to ask about next, ascending.</summary>
    public double[] NextThresholds() =>
        [.. lower.Cuts(Thresholds).Concat(upper.Cuts(Thresholds)).Distinct().Order().Select(grid.ValueAt)];

    /// <param name="atOrBelow">For each threshold of the question, how many values of all hospitals are not greater.</param>
    public void Learn(IReadOnlyList<double> thresholds, IReadOnlyList<long> atOrBelow)
    {
        for (var i = 0; i < thresholds.Count; i++)
        {
            var index = grid.IndexOf(thresholds[i]);
            lower = lower.Learn(index, atOrBelow[i]);
            upper = upper.Learn(index, atOrBelow[i]);
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
