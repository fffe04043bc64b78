using System.Text;
using Plugin.Domain;
using Plugin.EventLog;
using Decisions = Plugin.Domain.Users;

namespace Plugin.Grains.Users;

/// <param name="Replaces">The <see cref="Credential.Mark"/> of the hash that this one is to replace; null replaces any.</param>
/// <param name="EndsSessions">Tokens given out before are void: whoever had to recover the account may not be the only one who used it.</param>
public sealed record SetPassword(CallContext By, UserId User, string PasswordHash, string? Replaces = null, bool EndsSessions = false)
    : Command<Done>(By)
{
    /// <summary>When the link ends that it is set with; null: it is set without one.</summary>
    public DateTimeOffset? Invitation { get; init; }

    internal override string? Owner => User.ToString();

    internal override async Task<Answer<Done>> Handle(Turn turn, CancellationToken cancellationToken)
    {
        if (await turn.Decide(Streams.Of(User), new Decisions.SetPassword(turn.Now) { Invitation = Invitation }, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        if (Replaces is not null && await Credential.Mark(turn.Hub.Store.Vault, Keys.Password, User, cancellationToken) != Replaces)
        {
            return Decisions.UserRefusals.CredentialChanged;
        }

        if (EndsSessions
            && await turn.Decide(Streams.Of(User), new Decisions.EndSessions(turn.Now), cancellationToken) is { } unexpected)
        {
            return unexpected;
        }

        turn.Write(new VaultWrite(Keys.Password, User.ToString(), Encoding.UTF8.GetBytes(PasswordHash)));
        return new Done();
    }
}
