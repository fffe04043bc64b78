using Plugin.Domain;
using Plugin.Domain.Access;
using Plugin.Domain.Roles;

namespace Plugin.Grains.Roles;

internal static class CustomRoles
{
    /// <summary>Those of the roles that are custom and exist; the turn's append is guarded on each.</summary>
    public static async Task<ValueList<int>> Among(Turn turn, IEnumerable<int> roles, CancellationToken cancellationToken)
    {
        var existing = new List<int>();
        foreach (var role in roles.Where(role => !Role.Exists(role) && role > 0))
        {
            if (await turn.Load(Streams.Of(new RoleId(role)), cancellationToken) is CustomRole.Active)
            {
                existing.Add(role);
            }
        }

        return existing.ToValueList();
    }
}
