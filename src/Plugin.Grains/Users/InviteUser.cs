using Plugin.Domain;
using Plugin.Domain.Users;
using Decisions = Plugin.Domain.Users;

namespace Plugin.Grains.Users;

/// <summary>Puts on record that somebody is invited once more. The mail goes out after that.</summary>
public sealed record InviteUser(CallContext By, UserId User, DateTimeOffset Until) : Command<Done>(By)
{
    internal override string? Owner => User.ToString();

    internal override async Task<Answer<Done>> Handle(Turn turn, CancellationToken cancellationToken) =>
        await turn.Decide(Streams.Of(User), new Decisions.InviteUser(Until, turn.Now), cancellationToken) is { } refusal ? refusal : new Done();
}

/// <summary>Takes an invitation back that was not accepted: its link is void and the names are free again.</summary>
public sealed record WithdrawInvitation(CallContext By, UserId User) : Command<Done>(By)
{
    internal override string? Owner => User.ToString();

    internal override async Task<Answer<Done>> Handle(Turn turn, CancellationToken cancellationToken)
    {
        if (await turn.Load(Streams.Of(User), cancellationToken) is Decisions.User.Active { InvitedUntil: null })
        {
            return UserRefusals.HasAccepted;
        }

        return await UserLeaving.Retire(turn, User, cancellationToken) is { } refusal ? refusal : new Done();
    }
}

/// <summary>Puts on record that an administrator has a mail sent for a new credential. The mail goes out after that.</summary>
public sealed record SendRecovery(CallContext By, UserId User, RecoveredCredential Credential) : Command<Done>(By)
{
    internal override string? Owner => User.ToString();

    internal override async Task<Answer<Done>> Handle(Turn turn, CancellationToken cancellationToken) =>
        await turn.Decide(Streams.Of(User), new Decisions.SendRecovery(Credential, turn.Now), cancellationToken) is { } refusal ? refusal : new Done();
}
