using Plugin.Api.Http;
using Plugin.Contracts;
using Plugin.ReadModels.Organisations;

namespace Plugin.Api.Organizations;

internal static class OrganizationViews
{
    public static Organization View(this Paths paths, OrganisationRow row) => new(
        row.Id, row.Name, row.Domain, row.Address1, row.Address2, row.Zipcode, row.Country, row.PublicKey,
        paths.To($"collaboration?organization_id={row.Id}"), paths.To($"node?organization_id={row.Id}"),
        paths.To($"user?organization_id={row.Id}"), paths.To($"task?init_org_id={row.Id}"),
        paths.To($"run?organization_id={row.Id}"), paths.To($"study?organization_id={row.Id}"));

    public static Organization[] View(this Paths paths, IEnumerable<OrganisationRow> rows) => [.. rows.Select(paths.View)];

    /// <summary>A list of organizations inside another object: whole where they were asked for, else the path to them.</summary>
    public static ToMany<Organization> Within(this Paths paths, string filter, int id, IEnumerable<OrganisationRow>? included) =>
        included is null ? paths.To($"organization?{filter}={id}") : new ToMany<Organization>(null, paths.View(included));

    /// <summary>The organizations of several owners (collaborations, studies), each loaded once.</summary>
    public static async Task<ILookup<int, OrganisationRow>> Grouped(
        this OrganisationQueries organisations, IEnumerable<(int Owner, int Organisation)> pairs, CancellationToken cancellationToken)
    {
        var owned = pairs.ToArray();
        var byId = (await organisations.ByIds([.. owned.Select(pair => pair.Organisation).Distinct()], cancellationToken))
            .ToDictionary(row => row.Id);
        return owned.Where(pair => byId.ContainsKey(pair.Organisation)).ToLookup(pair => pair.Owner, pair => byId[pair.Organisation]);
    }
}
