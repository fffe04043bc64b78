namespace Plugin.Policies;

/// <summary>What a station's rules say of one run.</summary>
public abstract record Verdict(Basis Basis)
{
    public sealed record Yes(Basis Basis, IReadOnlyList<RequestedDatabase> Databases) : Verdict(Basis);

    /// <summary>Yes, if the station's operator says so.</summary>
    /// <param name="Why">For the operator, in one sentence.</param>
    public sealed record Ask(Basis Basis, IReadOnlyList<RequestedDatabase> Databases, string Why) : Verdict(Basis);

    /// <param name="State">The final state that the run gets.</param>
    public sealed record No(Basis Basis, string State, string Reason) : Verdict(Basis);
}

/// <summary>What a run was let in or refused on: for the history, and for whoever asks later why it read this data.</summary>
/// <param name="Rules">The keys of the configuration that decided, each with its entry where it has several.</param>
/// <param name="Method">What of the algorithm was to be called; null when the input does not say.</param>
/// <param name="Decision">The operator's word where a rule asked for it.</param>
public sealed record Basis(IReadOnlyList<string> Rules, string? Method, OperatorDecision? Decision = null)
{
    public override string ToString() =>
        $"{string.Join(", ", Rules)}{(Decision is null ? "" : $"; {Decision.Sentence}")}";
}

/// <param name="By">Whoever decided, as the station's machine knows them.</param>
public sealed record OperatorDecision(bool Yes, string By, string? Reason, DateTimeOffset At)
{
    /// <summary>For a refusal to be explained, and an approval that was given reasons for.</summary>
    public string Sentence => $"{(Yes ? "approved" : "refused")} by {By}{(Reason is null ? "" : $": {Reason.TrimEnd('.')}")}";
}
