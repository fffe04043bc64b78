namespace Plugin.Domain.Access;

/// <summary>A named set of rules. These seven are built in; their ids and names are the wire protocol's.</summary>
public sealed record Role(int Id, string Name, RuleSet Rules)
{
    public static Role Root { get; } = new(1, "Root", RuleSet.Of(Rule.All.Select(r => r.Id)));

    public static Role Container { get; } = new(2, "container", RuleTable.HeldBy("K"));

    public static Role Node { get; } = new(3, "node", RuleTable.HeldBy("N"));

    public static Role Viewer { get; } = new(4, "Viewer", RuleTable.HeldBy("V"));

    public static Role Researcher { get; } = new(5, "Researcher", RuleTable.HeldBy("V", "R"));

    public static Role OrganisationAdmin { get; } = new(6, "Organization Admin", RuleTable.HeldBy("V", "OA"));

    public static Role CollaborationAdmin { get; } = new(7, "Collaboration Admin", RuleTable.HeldBy("V", "R", "OA", "CA"));

    public static ValueList<Role> All { get; } = [Root, Container, Node, Viewer, Researcher, OrganisationAdmin, CollaborationAdmin];

    /// <summary>All others are custom roles: streams of their own, with ids that follow these.</summary>
    public static bool Exists(int id) => id >= 1 && id <= All.Count;

    public static Role Of(int id) => Exists(id)
        ? All[id - 1]
        : throw new ArgumentOutOfRangeException(nameof(id), id, "There is no role of that id.");

    /// <summary>All rules that roles, built in or custom, and extra rules give together.</summary>
    public static RuleSet Effective(IEnumerable<RuleSet> roles, IEnumerable<int> rules) =>
        roles.Aggregate(RuleSet.Of(rules), (set, role) => set | role);
}
