using Plugin.Domain;
using Plugin.Domain.Users;
using Decisions = Plugin.Domain.Roles;

namespace Plugin.Grains.Roles;

/// <summary>The role is taken from its holders in the same append.</summary>
/// <param name="Holders">Who has it, as the lists know it. Whoever gets it meanwhile gains nothing: a retired role has no rules.</param>
public sealed record RetireRole(CallContext By, RoleId Role, IReadOnlyList<UserId> Holders) : Command<Done>(By)
{
    internal override string? Owner => Role.ToString();

    internal override async Task<Answer<Done>> Handle(Turn turn, CancellationToken cancellationToken)
    {
        foreach (var holder in Holders)
        {
            if (await turn.Load(Streams.Of(holder), cancellationToken) is User.Active user && user.Roles.Contains(Role.Value))
            {
                var without = new AuthoriseUser([.. user.Roles.Where(role => role != Role.Value)], user.Rules, turn.Now)
                {
                    CustomRoles = user.Roles,
                };
                if (await turn.Decide(Streams.Of(holder), without, cancellationToken) is { } stuck)
                {
                    return stuck;
                }
            }
        }

        return await turn.Decide(Streams.Of(Role), new Decisions.RetireRole(turn.Now), cancellationToken) is { } refusal ? refusal : new Done();
    }
}
