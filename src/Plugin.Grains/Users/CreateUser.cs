using System.Text;
using Plugin.Domain;
using Plugin.EventLog;
using Plugin.Grains.Roles;
using Decisions = Plugin.Domain.Users;

namespace Plugin.Grains.Users;

/// <summary>Names and address come in clear and are sealed here, under a key of the user's own.</summary>
/// <param name="PasswordHash">What the password is checked against; the password itself never comes this far. Null for who is invited.</param>
/// <param name="InvitedUntil">Until when who is invited may set a password; null for all others.</param>
public sealed record CreateUser(
    CallContext By, OrganisationId Organisation, string UserName, string Email, string? FirstName, string? LastName, string? PasswordHash,
    IReadOnlyList<int> Roles, IReadOnlyList<int> Rules, DateTimeOffset? InvitedUntil = null) : Command<UserId>(By)
{
    internal override string? Owner => null;

    internal override async Task<Answer<UserId>> Handle(Turn turn, CancellationToken cancellationToken)
    {
        var id = new UserId(await turn.TakeId(Counters.UserOrNode, cancellationToken));
        var key = turn.Hub.Seals.NewKey(id.ToString());
        var command = new Decisions.CreateUser(
            id, Organisation, Seal(UserName), Seal(Email), SealOptional(FirstName), SealOptional(LastName),
            Roles.ToValueList(), Rules.ToValueList(), turn.Now)
        {
            CustomRoles = await CustomRoles.Among(turn, Roles, cancellationToken),
            InvitedUntil = InvitedUntil,
        };
        if (turn.Create(Streams.Of(id), command) is { } refusal)
        {
            return refusal;
        }

        turn.Take(Keys.UserName, UserName.ToLowerInvariant(), id.ToString());
        turn.Take(Keys.UserEmail, Email.ToLowerInvariant(), id.ToString());
        turn.Write(key);
        if (PasswordHash is not null)
        {
            turn.Write(new VaultWrite(Keys.Password, id.ToString(), Encoding.UTF8.GetBytes(PasswordHash)));
        }

        return id;

        Sealed Seal(string text) => new(turn.Hub.Seals.Seal(key, text));

        Sealed? SealOptional(string? text) => text is null ? null : Seal(text);
    }
}
