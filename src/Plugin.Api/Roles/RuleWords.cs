using Plugin.Domain.Access;

namespace Plugin.Api.Roles;

/// <summary>A rule in the wire's words.</summary>
internal static class RuleWords
{
    public static string Resource(Rule rule) =>
        rule.Resource == Domain.Access.Resource.Organisation ? "organization" : rule.Resource.ToString().ToLowerInvariant();

    public static string Operation(Rule rule) => rule.Operation.ToString().ToUpperInvariant();

    public static string Scope(Rule rule) =>
        rule.Scope == Domain.Access.Scope.Organisation ? "ORGANIZATION" : rule.Scope.ToString().ToUpperInvariant();

    public static string Description(Rule rule) =>
        $"{rule.Operation} {Resource(rule)} at {Scope(rule).ToLowerInvariant()} scope";

    /// <summary>Filters take the name or the stored letter.</summary>
    public static bool IsOperation(Rule rule, string text) => text == Operation(rule) || text.Equals(Operation(rule)[..1], StringComparison.OrdinalIgnoreCase);

    /// <summary>Filters take the name or its first three letters.</summary>
    public static bool IsScope(Rule rule, string text) => text == Scope(rule) || text.Equals(Scope(rule)[..3], StringComparison.OrdinalIgnoreCase);
}
