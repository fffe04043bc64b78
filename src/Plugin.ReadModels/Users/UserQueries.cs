using Plugin.Domain.Access;
using Plugin.EventLog;
using Plugin.ReadModels.Collaborations;

namespace Plugin.ReadModels.Users;

public sealed class UserRow
{
    public required int Id { get; init; }
    public required int OrganisationId { get; init; }
    public required string Username { get; init; }
    public required string Email { get; init; }
    public required string? Firstname { get; init; }
    public required string? Lastname { get; init; }
    public required string RolesText { get; init; }
    public required string RulesText { get; init; }
    public required long? SessionsFromMicros { get; init; }
    public required long? DeactivatedMicros { get; init; }
    public required long? InvitedUntilMicros { get; init; }
    public required long? AddressChangedMicros { get; init; }

    public IReadOnlyList<int> Roles => IdList.Read(RolesText);

    public IReadOnlyList<int> Rules => IdList.Read(RulesText);

    public bool IsDeactivated => DeactivatedMicros is not null;

    /// <summary>When the invitation ends; null for those who have set a password.</summary>
    public DateTimeOffset? InvitedUntil => Micros.ToTime(InvitedUntilMicros);

    /// <summary>Null for those whose address is the one they were registered or last invited with.</summary>
    public DateTimeOffset? AddressChangedAt => Micros.ToTime(AddressChangedMicros);

    /// <summary>Tokens made before are void.</summary>
    public DateTimeOffset? SessionsFrom => Micros.ToTime(SessionsFromMicros);
}

public sealed record UserFilter
{
    public string? Username { get; init; }
    public string? Firstname { get; init; }
    public string? Lastname { get; init; }
    public string? Email { get; init; }
    public int? Organisation { get; init; }
    public int? Collaboration { get; init; }
    public int? Role { get; init; }
    public int? Rule { get; init; }

    /// <summary>True: those who may log in, false: the deactivated.</summary>
    public bool? IsActive { get; init; }

    /// <summary>True: those who have not set a password yet.</summary>
    public bool? IsInvited { get; init; }

    /// <summary>Only these; null does not restrict.</summary>
    public IReadOnlyList<int>? Ids { get; init; }
}

public sealed class UserQueries(IReadTables tables)
{
    private const string Select =
        """select u.id as "Id", u.organisation_id as "OrganisationId", u.username as "Username", u.email as "Email", """
        + """u.firstname as "Firstname", u.lastname as "Lastname", u.roles as "RolesText", u.rules as "RulesText", u.sessions_from as "SessionsFromMicros", """
        + """u.deactivated_at as "DeactivatedMicros", u.invited_until as "InvitedUntilMicros", u.address_changed_at as "AddressChangedMicros" """;

    private const string From = "from users u";

    private const string OfCollaborations =
        "u.organisation_id in (select m.organisation_id from members m join collaborations c on c.id = m.collaboration_id where m.collaboration_id in @?)";

    public static IReadOnlyDictionary<string, string> Sortable { get; } = new Dictionary<string, string>
    {
        ["id"] = "u.id",
        ["username"] = "u.username",
        ["firstname"] = "u.firstname",
        ["lastname"] = "u.lastname",
        ["email"] = "u.email",
        ["organization_id"] = "u.organisation_id",
    };

    public Task<UserRow?> Find(int id, CancellationToken cancellationToken) =>
        new Query(Select, From).Where("u.id = @?", (long)id).Single<UserRow>(tables, cancellationToken);

    /// <summary>Those of these that exist, with the collaborations of their organisations.</summary>
    public async Task<IReadOnlyList<(UserRow User, IReadOnlyList<int> Collaborations)>> FindMany(
        IReadOnlyCollection<int> ids, CancellationToken cancellationToken)
    {
        var (users, members) = await new Query(Select, From).In("u.id", IdList.Padded(ids)).AllWith<UserRow, MemberRow>(
            tables, "u.id",
            where => $"""
                select m.collaboration_id as "CollaborationId", m.organisation_id as "OrganisationId"
                from members m join collaborations c on c.id = m.collaboration_id
                where m.organisation_id in (select u.organisation_id from users u {where}) order by m.collaboration_id
                """,
            cancellationToken);
        var byOrganisation = members.ToLookup(member => member.OrganisationId, member => member.CollaborationId);
        return [.. users.Select(user => (user, (IReadOnlyList<int>)[.. byOrganisation[user.OrganisationId]]))];
    }

    public Task<PageOf<UserRow>> List(Reach reach, UserFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        var query = new Query(Select, From)
            .Like("u.username", filter.Username)
            .Like("u.firstname", filter.Firstname)
            .Like("u.lastname", filter.Lastname)
            .Like("u.email", filter.Email)
            .Where("u.organisation_id = @?", (long?)filter.Organisation)
            .Where(OfCollaborations, filter.Collaboration is { } id ? new[] { (long)id } : null)
            .Where("u.roles like @?", filter.Role is { } role ? $"%,{role},%" : null)
            .Where("u.rules like @?", filter.Rule is { } rule ? $"%,{rule},%" : null)
            .Where("(u.deactivated_at is null) = @?", filter.IsActive)
            .Where("(u.invited_until is not null) = @?", filter.IsInvited)
            .In("u.id", filter.Ids)
            .Within(reach, OfCollaborations, "u.organisation_id in @?", "u.id in @?");
        return query.Page<UserRow>(tables, page, Sortable, "u.id", cancellationToken);
    }

    /// <summary>Everyone who has this role.</summary>
    public Task<IReadOnlyList<int>> Holders(int role, CancellationToken cancellationToken) =>
        new Query("select u.id", From).Where("u.roles like @?", $"%,{role},%").All<int>(tables, "u.id", cancellationToken);
}
