using Plugin.Domain;
using Decisions = Plugin.Domain.Users;

namespace Plugin.Grains.Users;

/// <summary>Tokens and sessions from before are void, on every silo.</summary>
public sealed record EndSessions(CallContext By, UserId User) : Command<Done>(By)
{
    internal override string? Owner => User.ToString();

    internal override async Task<Answer<Done>> Handle(Turn turn, CancellationToken cancellationToken) =>
        await turn.Decide(Streams.Of(User), new Decisions.EndSessions(turn.Now), cancellationToken) is { } refusal ? refusal : new Done();
}

/// <summary>Puts on record that one session was ended.</summary>
public sealed record EndSession(CallContext By, UserId User, string Session) : Command<Done>(By)
{
    internal override string? Owner => User.ToString();

    internal override async Task<Answer<Done>> Handle(Turn turn, CancellationToken cancellationToken) =>
        await turn.Decide(Streams.Of(User), new Decisions.EndSession(Session, turn.Now), cancellationToken) is { } refusal ? refusal : new Done();
}
