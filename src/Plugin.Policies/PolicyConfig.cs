namespace Plugin.Policies;

/// <summary>What a station allows. What is not allowed here does not happen.</summary>
/// <param name="AllowedImages">Regular expressions, each for a whole image name, and digests. None: no image is allowed by itself.</param>
public sealed record PolicyConfig(IReadOnlyList<string> AllowedImages)
{
    /// <summary>Addresses of algorithm stores, or regular expressions for them. None: a task needs no store.</summary>
    public IReadOnlyList<string> AllowedStores { get; init; } = [];

    /// <summary>An allowed image or an allowed store is enough. A list without entries allows nothing.</summary>
    public bool EitherImageOrStore { get; init; }

    /// <summary>Ids and names of those whose tasks may run. Together with <see cref="AllowedOrganizations"/>: being on one of the lists is enough.</summary>
    public IReadOnlyList<string> AllowedUsers { get; init; } = [];

    public IReadOnlyList<string> AllowedOrganizations { get; init; } = [];

    /// <summary>How many records each requested source needs to have, unless the source says otherwise; 0: no rule.</summary>
    public int MinimumRecords { get; init; }

    /// <summary>How many bytes an algorithm's output may have; null: no rule.</summary>
    public long? LargestResult { get; init; }

    /// <summary>Runs that wait for the operator before they start.</summary>
    public IReadOnlyList<RunRuleConfig> Approval { get; init; } = [];

    /// <summary>Runs whose results wait for the operator before they leave.</summary>
    public IReadOnlyList<RunRuleConfig> Hold { get; init; } = [];

    /// <summary>How long the operator has; after that it is no.</summary>
    public TimeSpan DecideWithin { get; init; } = TimeSpan.FromDays(7);
}

/// <summary>Conditions that have to be fulfilled together; one without entries is none. In each list one entry is enough.</summary>
public sealed record RunRuleConfig
{
    public IReadOnlyList<string> Images { get; init; } = [];

    public IReadOnlyList<string> Users { get; init; } = [];

    public IReadOnlyList<string> Organizations { get; init; } = [];

    public IReadOnlyList<string> Methods { get; init; } = [];

    public IReadOnlyList<string> Databases { get; init; } = [];
}

/// <summary>Lists without entries are no restriction; the two flags are off unless somebody turned them on.</summary>
public sealed record SourceRules
{
    public IReadOnlyList<string> Images { get; init; } = [];

    public IReadOnlyList<string> Users { get; init; } = [];

    public IReadOnlyList<string> Organizations { get; init; } = [];

    public IReadOnlyList<string> Methods { get; init; } = [];

    /// <summary>Whether a task may bring a query of its own, which is executed with the station's credentials.</summary>
    public bool AllowsQueries { get; init; }

    /// <summary>Whether a task may have records filtered before the algorithm sees them.</summary>
    public bool AllowsPreprocessing { get; init; }

    /// <summary>Null: as the station's policies say.</summary>
    public int? MinimumRecords { get; init; }
}
