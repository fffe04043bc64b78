using Plugin.Contracts.Station;

namespace Plugin.Policies;

/// <summary>All that the rules look at. It is gathered beforehand, so that judging needs nothing but this.</summary>
/// <param name="Method">The method that the input names; null when it names none that can be seen.</param>
/// <param name="Digest">What the image's name stands for (<c>sha256:…</c>); empty when it stands for none; null while it was not looked up.</param>
/// <param name="Databases">What the task asks for and this station has.</param>
public sealed record RunRequest(ClaimGranted Grant, string? Method, string? Digest, IReadOnlyList<RequestedDatabase> Databases)
{
    /// <summary>Why the task cannot have the data sources that it asks for; null when it can.</summary>
    public string? Unavailable { get; init; }

    /// <summary>Of the sources that a rule asks a number of records of, by label.</summary>
    public IReadOnlyDictionary<string, RecordCount> Records { get; init; } = new Dictionary<string, RecordCount>();
}

/// <summary>How many records a data source has.</summary>
public abstract record RecordCount
{
    private RecordCount()
    {
    }

    /// <param name="Records">At least: counting stops where the rule is content.</param>
    public sealed record AtLeast(long Records) : RecordCount;

    /// <param name="Why">What stands in the way, in words for the researcher.</param>
    public sealed record Unknown(string Why) : RecordCount;
}
