using Plugin.Domain.Access;
using Plugin.EventLog;

namespace Plugin.ReadModels.Roles;

public sealed class RoleRow
{
    public required int Id { get; init; }
    public required string Name { get; init; }
    public required string? Description { get; init; }

    /// <summary>Null of a built-in role.</summary>
    public required int? OrganisationId { get; init; }

    public required string RulesText { get; init; }

    public IReadOnlyList<int> Rules => IdList.Read(RulesText);

    public bool IsBuiltIn => OrganisationId is null;

    /// <summary>What these roles and extra rules give together.</summary>
    public static RuleSet Effective(IEnumerable<RoleRow> roles, IEnumerable<int> rules) =>
        Role.Effective(roles.Select(role => RuleSet.Of(role.Rules)), rules);
}

public sealed record RoleFilter
{
    /// <summary>Any of these.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Any of these.</summary>
    public IReadOnlyList<string> Descriptions { get; init; } = [];

    public IReadOnlyCollection<int>? Organisations { get; init; }
    public int? Collaboration { get; init; }

    /// <summary>With either of these two: the built-in roles too.</summary>
    public bool BuiltIn { get; init; }

    public int? Rule { get; init; }
    public IReadOnlyCollection<int>? Ids { get; init; }
}

/// <summary>Built-in and custom roles as one list.</summary>
public sealed class RoleQueries(IReadTables tables)
{
    private const string Select =
        """select r.id as "Id", r.name as "Name", r.description as "Description", r.organisation_id as "OrganisationId", r.rules as "RulesText" """;

    // The built-in ones are constants of the code, so that no event and no row can say something else of them.
    private static readonly string From =
        "from (select id, organisation_id, name, description, rules from roles union all "
        + string.Join(" union all ", Role.All.Select(BuiltIn).Select(role =>
            $"select {role.Id}, cast(null as bigint), '{role.Name}', '{role.Description}', '{role.RulesText}'"))
        + ") r";

    private const string OfCollaborations =
        "r.organisation_id in (select m.organisation_id from members m join collaborations c on c.id = m.collaboration_id where m.collaboration_id in @?)";

    public static IReadOnlyDictionary<string, string> Sortable { get; } = new Dictionary<string, string>
    {
        ["id"] = "r.id",
        ["name"] = "r.name",
        ["description"] = "r.description",
        ["organization_id"] = "r.organisation_id",
    };

    public Task<RoleRow?> Find(int id, CancellationToken cancellationToken) =>
        new Query(Select, From).Where("r.id = @?", (long)id).Single<RoleRow>(tables, cancellationToken);

    public Task<PageOf<RoleRow>> List(Reach reach, RoleFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        var query = new Query(Select, From)
            .LikeAny("r.name", filter.Names)
            .LikeAny("r.description", filter.Descriptions)
            .Where("r.rules like @?", filter.Rule is { } rule ? $"%,{rule},%" : null)
            .In("r.id", filter.Ids)
            .Within(reach, OfCollaborations, "r.organisation_id in @?", roles: "r.id in @?");
        if (filter.Organisations is { } organisations)
        {
            query.Where(OrBuiltIn(filter, "r.organisation_id in @?"), organisations.Select(id => (long)id).ToArray());
        }

        if (filter.Collaboration is { } collaboration)
        {
            query.Where(OrBuiltIn(filter, OfCollaborations), new[] { (long)collaboration });
        }

        return query.Page<RoleRow>(tables, page, Sortable, "r.id", cancellationToken);
    }

    /// <summary>Those of the roles that exist.</summary>
    public async Task<IReadOnlyList<RoleRow>> Of(IReadOnlyCollection<int> ids, CancellationToken cancellationToken)
    {
        // Most people have built-in roles only, and every request of theirs asks this.
        RoleRow[] builtIn = [.. ids.Where(Role.Exists).Select(id => BuiltIn(Role.Of(id)))];
        int[] custom = [.. ids.Where(id => !Role.Exists(id))];
        return custom.Length == 0
            ? builtIn
            : [.. builtIn, .. await new Query(Select, From).In("r.id", custom).All<RoleRow>(tables, "r.id", cancellationToken)];
    }

    private static RoleRow BuiltIn(Role role) => new()
    {
        Id = role.Id,
        Name = role.Name,
        Description = $"Default role {role.Name}",
        OrganisationId = null,
        RulesText = IdList.Write(role.Rules.Ids),
    };

    private static string OrBuiltIn(RoleFilter filter, string condition) =>
        filter.BuiltIn ? $"r.organisation_id is null or {condition}" : condition;
}
