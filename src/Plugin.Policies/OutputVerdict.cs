namespace Plugin.Policies;

/// <summary>Whether an output may leave the station.</summary>
public abstract record OutputVerdict
{
    private OutputVerdict()
    {
    }

    public sealed record Yes : OutputVerdict;

    /// <summary>When the operator says so.</summary>
    public sealed record Hold(string Rule) : OutputVerdict;

    public sealed record No(string Rule, string Reason) : OutputVerdict;
}
