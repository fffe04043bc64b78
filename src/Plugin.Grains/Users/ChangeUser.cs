using Plugin.Domain;
using Plugin.Domain.Users;
using Plugin.Grains.Roles;
using Decisions = Plugin.Domain.Users;

namespace Plugin.Grains.Users;

/// <summary>Null leaves a field as it is. Names and address come in clear and are sealed here.</summary>
/// <param name="Present">The names by which the user is found now.</param>
public sealed record ChangeUser(
    CallContext By, UserId User, UserNames Present, string? UserName, string? Email, string? FirstName, string? LastName,
    IReadOnlyList<int>? Roles, IReadOnlyList<int>? Rules) : Command<Done>(By)
{
    internal override string? Owner => User.ToString();

    internal override async Task<Answer<Done>> Handle(Turn turn, CancellationToken cancellationToken)
    {
        if (await turn.Load(Streams.Of(User), cancellationToken) is not Decisions.User.Active before)
        {
            return UserRefusals.Missing;
        }

        var change = new Decisions.ChangeUser(
            await Seal(UserName), await Seal(Email), await Seal(FirstName), await Seal(LastName), turn.Now);
        if (await turn.Decide(Streams.Of(User), change, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        turn.Rename(Keys.UserName, Present.UserName, UserName, User.ToString());
        turn.Rename(Keys.UserEmail, Present.Email, Email, User.ToString());
        if (Roles is null && Rules is null)
        {
            return new Done();
        }

        var roles = Roles?.ToValueList() ?? before.Roles;
        var authorise = new AuthoriseUser(roles, Rules?.ToValueList() ?? before.Rules, turn.Now)
        {
            CustomRoles = await CustomRoles.Among(turn, roles, cancellationToken),
        };
        return await turn.Decide(Streams.Of(User), authorise, cancellationToken) is { } unknown ? unknown : new Done();

        async Task<Sealed?> Seal(string? text) => text is null
            ? null
            : new Sealed(await turn.Hub.Seals.Seal(turn.Hub.Store.Vault, User.ToString(), text, cancellationToken));
    }
}

/// <summary>The unique names of a user.</summary>
public sealed record UserNames(string UserName, string Email);
