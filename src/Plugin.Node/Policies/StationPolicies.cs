using System.Text.RegularExpressions;
using Plugin.Contracts;
using Plugin.Contracts.Station;
using Plugin.Node.Configuration;
using Plugin.Node.Contract;

namespace Plugin.Node.Policies;

/// <summary>What this station allows, decided before anything is started. The hub cannot override a no.</summary>
public sealed class StationPolicies(PolicyConfig policy, IReadOnlyList<DatabaseConfig> databases)
{
    // The whole name has to match: a pattern that forgets its end must not allow a longer name. Linear time, because names come from outside.
    private readonly IReadOnlyList<Regex> _allowedImages =
        [.. policy.AllowedImages.Select(p => new Regex($"^(?:{p})$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant))];

    public Verdict Judge(ClaimGranted grant)
    {
        var rule = _allowedImages.Select((p, i) => p.IsMatch(grant.Image) ? policy.AllowedImages[i] : null).FirstOrDefault(r => r is not null);
        if (rule is null)
        {
            return new Verdict.No(RunStatus.NotAllowed, $"The image '{grant.Image}' is not among those that this station allows.");
        }

        return RequestedDatabase.TryFind(grant.Databases, databases, out var found, out var refusal)
            ? new Verdict.Yes($"policies.allowed_images '{rule}'", found)
            : new Verdict.No(RunStatus.Failed, refusal);
    }
}

public abstract record Verdict
{
    private Verdict()
    {
    }

    /// <param name="Basis">The rules that allow it.</param>
    public sealed record Yes(string Basis, IReadOnlyList<RequestedDatabase> Databases) : Verdict;

    /// <param name="State">The final state that the run gets.</param>
    public sealed record No(string State, string Reason) : Verdict;
}
