using System.Diagnostics;
using Plugin.Domain.Access;
using static Plugin.Domain.Decision<Plugin.Domain.Roles.RoleEvent>;

namespace Plugin.Domain.Roles;

/// <summary>A set of rules that an organisation has put together for its users, beside the built-in <see cref="Role"/>s.</summary>
public abstract record CustomRole : IAggregate<CustomRole, RoleEvent, RoleCommand>
{
    private CustomRole()
    {
    }

    public static CustomRole Initial { get; } = new None();

    public sealed record None : CustomRole;

    public sealed record Active(RoleId Id, OrganisationId Organisation, string Name, ValueList<int> Rules) : CustomRole;

    public sealed record Retired : CustomRole;

    public CustomRole Evolve(RoleEvent @event) => (this, @event) switch
    {
        (None, RoleCreated e) => new Active(e.Id, e.Organisation, e.Name, e.Rules),
        (Active s, RoleChanged e) => s with { Name = e.Name ?? s.Name, Rules = e.Rules ?? s.Rules },
        (Active, RoleRetired) => new Retired(),
        _ => throw new UnreachableException($"{@event.GetType().Name} cannot follow {GetType().Name}."),
    };

    public static Decision<RoleEvent> Decide(CustomRole role, RoleCommand command) => (role, command) switch
    {
        (_, CreateRole { Name: var name }) when !IsUsable(name) => RoleRefusals.ReservedName,
        (_, CreateRole { Rules: var rules }) when !rules.All(Rule.Exists) => RoleRefusals.UnknownRule,
        (None, CreateRole c) => new RoleCreated(c.Id, c.Organisation, c.Name, c.Description, Ordered(c.Rules), c.Now),
        (_, CreateRole) => RoleRefusals.Exists,

        (Active, ChangeRole { Name: { } name }) when !IsUsable(name) => RoleRefusals.ReservedName,
        (Active, ChangeRole { Rules: { } rules }) when !rules.All(Rule.Exists) => RoleRefusals.UnknownRule,
        (Active s, ChangeRole c) => Change(
            c.Name == s.Name ? null : c.Name, c.Description, c.Rules is { } rules && Ordered(rules) != s.Rules ? rules : null, c.Now),

        (Active, AddRule { Rule: var rule }) when !Rule.Exists(rule) => RoleRefusals.UnknownRule,
        (Active s, AddRule c) when s.Rules.Contains(c.Rule) => Nothing,
        (Active s, AddRule c) => Change(null, null, [.. s.Rules, c.Rule], c.Now),

        (Active s, RemoveRule c) when !s.Rules.Contains(c.Rule) => RoleRefusals.NotInRole(c.Rule),
        (Active s, RemoveRule c) => Change(null, null, [.. s.Rules.Where(rule => rule != c.Rule)], c.Now),

        (Active, RetireRole c) => new RoleRetired(c.Now),
        (Retired, RetireRole) => Nothing,

        _ => RoleRefusals.Missing,
    };

    private static bool IsUsable(string name) => !string.IsNullOrWhiteSpace(name) && Role.All.All(role => role.Name != name);

    private static Decision<RoleEvent> Change(string? name, Sealed? description, ValueList<int>? rules, DateTimeOffset now) =>
        name is null && description is null && rules is null
            ? Nothing
            : new RoleChanged(name, description, rules is null ? null : Ordered(rules), now);

    private static ValueList<int> Ordered(IEnumerable<int> rules) => [.. rules.Distinct().Order()];
}
