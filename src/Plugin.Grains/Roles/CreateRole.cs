using Plugin.Domain;
using Plugin.Domain.Access;
using Decisions = Plugin.Domain.Roles;

namespace Plugin.Grains.Roles;

/// <summary>The description comes in clear and is sealed here, under a key of the role's own.</summary>
public sealed record CreateRole(CallContext By, OrganisationId Organisation, string Name, string? Description, IReadOnlyList<int> Rules)
    : Command<RoleId>(By)
{
    internal override string? Owner => null;

    internal override async Task<Answer<RoleId>> Handle(Turn turn, CancellationToken cancellationToken)
    {
        // The counter begins at 1, and the first ids are the built-in roles'.
        var id = new RoleId(Role.All.Count + await turn.TakeId(Counters.Role, cancellationToken));
        var key = turn.Hub.Seals.NewKey(id.ToString());
        Sealed? description = Description is null ? null : new Sealed(turn.Hub.Seals.Seal(key, Description));
        var command = new Decisions.CreateRole(id, Organisation, Name, description, Rules.ToValueList(), turn.Now);
        if (turn.Create(Streams.Of(id), command) is { } refusal)
        {
            return refusal;
        }

        turn.Write(key);
        return id;
    }
}
