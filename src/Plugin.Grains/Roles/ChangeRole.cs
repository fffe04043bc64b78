using Plugin.Domain;
using Plugin.Domain.Roles;
using Decisions = Plugin.Domain.Roles;

namespace Plugin.Grains.Roles;

/// <summary>Null leaves a field as it is.</summary>
/// <param name="Rules">All rules that the role has from now on.</param>
public sealed record ChangeRole(CallContext By, RoleId Role, string? Name, string? Description, IReadOnlyList<int>? Rules)
    : Command<Done>(By)
{
    internal override string? Owner => Role.ToString();

    internal override async Task<Answer<Done>> Handle(Turn turn, CancellationToken cancellationToken)
    {
        if (await turn.Load(Streams.Of(Role), cancellationToken) is not CustomRole.Active)
        {
            return RoleRefusals.Missing;
        }

        Sealed? description = Description is null
            ? null
            : new Sealed(await turn.Hub.Seals.Seal(turn.Hub.Store.Vault, Role.ToString(), Description, cancellationToken));
        var command = new Decisions.ChangeRole(Name, description, Rules?.ToValueList(), turn.Now);
        return await turn.Decide(Streams.Of(Role), command, cancellationToken) is { } refusal ? refusal : new Done();
    }
}

public sealed record AddRule(CallContext By, RoleId Role, int Rule) : Command<Done>(By)
{
    internal override string? Owner => Role.ToString();

    internal override async Task<Answer<Done>> Handle(Turn turn, CancellationToken cancellationToken) =>
        await turn.Decide(Streams.Of(Role), new Decisions.AddRule(Rule, turn.Now), cancellationToken) is { } refusal ? refusal : new Done();
}

public sealed record RemoveRule(CallContext By, RoleId Role, int Rule) : Command<Done>(By)
{
    internal override string? Owner => Role.ToString();

    internal override async Task<Answer<Done>> Handle(Turn turn, CancellationToken cancellationToken) =>
        await turn.Decide(Streams.Of(Role), new Decisions.RemoveRule(Rule, turn.Now), cancellationToken) is { } refusal ? refusal : new Done();
}
