namespace Plugin.EventLog.Exporting;

/// <summary>Which events an export holds.</summary>
public abstract record ExportScope
{
    private ExportScope()
    {
    }

    public abstract long Count { get; }

    /// <summary>In the log's order, as ranges: the first position and how many.</summary>
    internal abstract IEnumerable<(long First, long Count)> Ranges { get; }

    /// <summary>All from one position to another, both included.</summary>
    public sealed record Range(long From, long To) : ExportScope
    {
        public override long Count => To - From + 1;

        internal override IEnumerable<(long First, long Count)> Ranges => [(From, Count)];
    }

    /// <summary>One thing and what belongs to it: whole streams, or how they begin.</summary>
    /// <param name="Stream">The thing's own stream, for example <c>task-7</c>.</param>
    /// <param name="Positions">In order.</param>
    public sealed record Thing(string Stream, IReadOnlyList<long> Positions) : ExportScope
    {
        public override long Count => Positions.Count;

        internal override IEnumerable<(long First, long Count)> Ranges
        {
            get
            {
                for (var (from, next) = (0, 1); from < Positions.Count; from = next++)
                {
                    while (next < Positions.Count && Positions[next] == Positions[next - 1] + 1)
                    {
                        next++;
                    }

                    yield return (Positions[from], next - from);
                }
            }
        }
    }
}
