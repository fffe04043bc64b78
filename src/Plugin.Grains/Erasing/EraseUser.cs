using Plugin.Domain;
using Plugin.EventLog;
using Plugin.Vault.Seals;
using Decisions = Plugin.Domain.Users;

namespace Plugin.Grains.Erasing;

/// <summary>Key, credentials and unique names go in the append that says so. <see cref="Eraser"/> puts it on the erasure list first.</summary>
internal sealed record EraseUser(CallContext By, UserId User) : Command<Done>(By)
{
    internal override string? Owner => User.ToString();

    internal override async Task<Answer<Done>> Handle(Turn turn, CancellationToken cancellationToken)
    {
        if (await turn.Decide(Streams.Of(User), new Decisions.EraseUser(turn.Now), cancellationToken) is { } refusal)
        {
            return refusal;
        }

        if (turn.Changes)
        {
            var owner = User.ToString();
            turn.ReleaseAll(owner);
            foreach (var kind in (string[])[SealedFields.KeyKind, Keys.Password, Keys.SecondFactor])
            {
                turn.Write(new VaultWrite(kind, owner, null));
            }

            turn.Write(Eraser.Unscrubbed);
        }

        return new Done();
    }
}
