using System.Text;
using Plugin.Domain;
using Plugin.EventLog;
using Decisions = Plugin.Domain.Users;

namespace Plugin.Grains.Users;

public sealed record SetPassword(CallContext By, UserId User, string PasswordHash) : Command<Done>(By)
{
    internal override string? Owner => User.ToString();

    internal override async Task<Answer<Done>> Handle(Turn turn, CancellationToken cancellationToken)
    {
        if (await turn.Decide(Streams.Of(User), new Decisions.SetPassword(turn.Now), cancellationToken) is { } refusal)
        {
            return refusal;
        }

        turn.Write(new VaultWrite(Keys.Password, User.ToString(), Encoding.UTF8.GetBytes(PasswordHash)));
        return new Done();
    }
}
