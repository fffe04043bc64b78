namespace Plugin.Domain.Access;

public static class PermissionRefusals
{
    public static Refusal OwnRules { get; } =
        new(RefusalKind.Forbidden, "access.own_rules", "Nobody may change their own roles or rules.");

    public static Refusal NoRule(Operation operation, Resource resource) =>
        new(RefusalKind.Forbidden, "access.no_rule", $"You have no rule to {Word(operation)} this {Word(resource)}.");

    public static Refusal Escalation(Rule rule) =>
        new(RefusalKind.Forbidden, "access.escalation",
            $"You do not hold the rule to {Word(rule.Operation)} a {Word(rule.Resource)} ({Word(rule.Scope)}), so you cannot give or take it.");

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
