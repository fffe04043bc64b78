using System.Text;
using Plugin.Domain;
using Plugin.EventLog;
using Decisions = Plugin.Domain.Users;

namespace Plugin.Grains.Users;

/// <param name="Secret">Base32, as authenticator apps take it.</param>
/// <param name="Replaces">The <see cref="Credential.Mark"/> of the secret that this one is to replace, or of none.</param>
public sealed record SetSecondFactor(CallContext By, UserId User, string Secret, string Replaces) : Command<Done>(By)
{
    internal override string? Owner => User.ToString();

    internal override async Task<Answer<Done>> Handle(Turn turn, CancellationToken cancellationToken)
    {
        if (await turn.Decide(Streams.Of(User), new Decisions.SetSecondFactor(turn.Now), cancellationToken) is { } refusal)
        {
            return refusal;
        }

        if (await Credential.Mark(turn.Hub.Store.Vault, Keys.SecondFactor, User, cancellationToken) != Replaces)
        {
            return Decisions.UserRefusals.CredentialChanged;
        }

        turn.Write(new VaultWrite(Keys.SecondFactor, User.ToString(), Encoding.UTF8.GetBytes(Secret)));
        return new Done();
    }
}
