namespace Plugin.Node.Policies;

/// <summary>What the station's operator is asked about one attempt.</summary>
/// <param name="Basis">What has let the run in so far, the asking rule last.</param>
/// <param name="Input">The beginning of the run's input, for the operator's eyes.</param>
/// <param name="Until">Without a word until then it is no.</param>
public sealed record Matter(MatterKind Kind, Basis Basis, string? Input, DateTimeOffset Since, DateTimeOffset Until)
{
    public string Rule => Basis.Rules[^1];
}

public enum MatterKind
{
    /// <summary>May the run start?</summary>
    Approval,

    /// <summary>May its result leave?</summary>
    Release,
}
