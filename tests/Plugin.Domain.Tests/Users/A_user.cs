using Plugin.Domain.Users;
using static Plugin.Domain.Tests.Some;

namespace Plugin.Domain.Tests.Users;

public sealed class A_user : Spec<User, UserEvent, UserCommand>
{
    private static readonly UserEvent Created =
        new UserCreated(Researcher, Alpha, new("bmFtZQ=="), new("bWFpbA=="), null, null, [5], [], Morning);

    private static readonly CreateUser Create = new(Researcher, Alpha, new("bmFtZQ=="), new("bWFpbA=="), null, null, [5], [], Morning);

    [Fact]
    public void Is_created() => GivenNothing.When(Create).Then(Created);

    [Fact]
    public void Is_created_once() => Given(Created).When(Create).ThenRefused(UserRefusals.Exists);

    [Fact]
    public void Has_roles_that_exist() => GivenNothing.When(Create with { Roles = [8] }).ThenRefused(UserRefusals.UnknownRole);

    [Fact]
    public void Has_custom_roles_that_exist() =>
        GivenNothing.When(Create with { Roles = [8], CustomRoles = [8] }).Then(
            new UserCreated(Researcher, Alpha, new("bmFtZQ=="), new("bWFpbA=="), null, null, [8], [], Morning));

    [Fact]
    public void Has_rules_that_exist() => GivenNothing.When(Create with { Rules = [87] }).ThenRefused(UserRefusals.UnknownRule);

    [Fact]
    public void Changes() =>
        Given(Created).When(new ChangeUser(null, new("bmV3"), null, null, Now)).Then(new UserChanged(null, new("bmV3"), null, null, Now));

    [Fact]
    public void Does_not_change_when_nothing_is_said() =>
        Given(Created).When(new ChangeUser(null, null, null, null, Now)).ThenNothing();

    [Fact]
    public void Is_authorised_anew() =>
        Given(Created).When(new AuthoriseUser([4], [75], Now)).Then(new UserAuthorised([4], [75], Now));

    [Fact]
    public void Is_not_authorised_as_before() => Given(Created).When(new AuthoriseUser([5], [], Now)).ThenNothing();

    [Fact]
    public void Is_authorised_by_roles_that_exist() =>
        Given(Created).When(new AuthoriseUser([0], [], Now)).ThenRefused(UserRefusals.UnknownRole);

    [Fact]
    public void Is_authorised_by_rules_that_exist() =>
        Given(Created).When(new AuthoriseUser([], [0], Now)).ThenRefused(UserRefusals.UnknownRule);

    [Fact]
    public void Gets_a_password() => Given(Created).When(new SetPassword(Now)).Then(new PasswordSet(Now));

    [Fact]
    public void Gets_a_second_factor() => Given(Created).When(new SetSecondFactor(Now)).Then(new SecondFactorSet(Now));

    [Fact]
    public void Is_invited_instead_of_getting_a_password() =>
        GivenNothing.When(Create with { InvitedUntil = Now }).Then(Created, new UserInvited(Now, Morning));

    [Fact]
    public void Is_invited_again_while_there_is_no_password() =>
        Given(Created, new UserInvited(Morning, Morning)).When(new InviteUser(Now, Now)).Then(new UserInvited(Now, Now));

    [Fact]
    public void Is_not_invited_again_once_there_is_a_password() =>
        Given(Created, new UserInvited(Morning, Morning), new PasswordSet(Morning)).When(new InviteUser(Now, Now)).ThenRefused(UserRefusals.HasAccepted);

    [Fact]
    public void Is_helped_to_another_credential() =>
        Given(Created).When(new SendRecovery(RecoveredCredential.Password, Now)).Then(new RecoverySent(RecoveredCredential.Password, Now));

    [Fact]
    public void Needs_no_help_before_the_invitation_is_accepted() =>
        Given(Created, new UserInvited(Morning, Morning)).When(new SendRecovery(RecoveredCredential.Password, Now)).ThenRefused(UserRefusals.HasNotAccepted);

    [Fact]
    public void Is_sent_nothing_while_deactivated() =>
        Given(Created, new UserDeactivated(null, Now)).When(new SendRecovery(RecoveredCredential.Password, Now)).ThenRefused(UserRefusals.Deactivated);

    [Fact]
    public void Sets_a_first_password_with_the_latest_invitation_only() =>
        Given(Created, new UserInvited(Morning, Morning), new UserInvited(Now, Morning))
            .When(new SetPassword(Now) { Invitation = Morning }).ThenRefused(UserRefusals.InvitationReplaced);

    [Fact]
    public void Sets_a_first_password_with_an_invitation() =>
        Given(Created, new UserInvited(Morning, Morning), new UserInvited(Now, Morning))
            .When(new SetPassword(Now) { Invitation = Now }).Then(new PasswordSet(Now));

    [Fact]
    public void Sets_no_first_password_with_an_invitation_that_went_to_another_address() =>
        Given(Created, new UserInvited(Now, Morning), new UserChanged(null, new("bmV3"), null, null, Morning))
            .When(new SetPassword(Now) { Invitation = Now }).ThenRefused(UserRefusals.InvitationReplaced);

    [Fact]
    public void Is_invited_to_another_address() =>
        Given(Created, new UserInvited(Morning, Morning), new UserChanged(null, new("bmV3"), null, null, Morning), new UserInvited(Now, Morning))
            .When(new SetPassword(Now) { Invitation = Now }).Then(new PasswordSet(Now));

    [Fact]
    public void Is_sent_no_help_to_an_address_that_is_new() =>
        Given(Created, new UserChanged(null, new("bmV3"), null, null, Now.AddHours(-23)))
            .When(new SendRecovery(RecoveredCredential.Password, Now)).ThenRefused(UserRefusals.AddressIsNew);

    [Fact]
    public void Is_sent_help_to_a_changed_address_after_a_day() =>
        Given(Created, new UserChanged(null, new("bmV3"), null, null, Now.AddHours(-24)))
            .When(new SendRecovery(RecoveredCredential.Password, Now)).Then(new RecoverySent(RecoveredCredential.Password, Now));

    [Fact]
    public void Is_sent_help_whatever_name_is_new() =>
        Given(Created, new UserChanged(new("bmV3"), null, new("bmV3"), null, Now))
            .When(new SendRecovery(RecoveredCredential.Password, Now)).Then(new RecoverySent(RecoveredCredential.Password, Now));

    [Fact]
    public void Ends_one_of_its_sessions() => Given(Created).When(new EndSession("31-ab", Now)).Then(new SessionEnded("31-ab", Now));

    [Fact]
    public void Ends_its_sessions() => Given(Created).When(new EndSessions(Now)).Then(new SessionsEnded(Now));

    [Fact]
    public void Is_deactivated_once() =>
        Given(Created, new UserDeactivated(null, Now)).When(new DeactivateUser(null, Now)).ThenNothing();

    [Fact]
    public void Is_deactivated_for_a_reason() =>
        Given(Created).When(new DeactivateUser(new("c2VhbGVk"), Now)).Then(new UserDeactivated(new("c2VhbGVk"), Now));

    [Fact]
    public void Is_reactivated_when_deactivated() =>
        Given(Created, new UserDeactivated(null, Now)).When(new ReactivateUser(null, Now)).Then(new UserReactivated(null, Now));

    [Fact]
    public void Is_reactivated_once() => Given(Created).When(new ReactivateUser(null, Now)).ThenNothing();

    [Fact]
    public void Is_not_reactivated_once_retired() =>
        Given(Created, new UserRetired(Now)).When(new ReactivateUser(null, Now)).ThenRefused(UserRefusals.Missing);

    [Fact]
    public void Is_retired() => Given(Created).When(new RetireUser(Now)).Then(new UserRetired(Now));

    [Fact]
    public void Is_retired_once() => Given(Created, new UserRetired(Now)).When(new RetireUser(Now)).ThenNothing();

    [Fact]
    public void Gets_no_password_once_retired() =>
        Given(Created, new UserRetired(Now)).When(new SetPassword(Now)).ThenRefused(UserRefusals.Missing);

    [Fact]
    public void Is_retired_and_erased_at_once() =>
        Given(Created).When(new EraseUser(Now)).Then(new UserRetired(Now), new UserErased(Now));

    [Fact]
    public void Is_erased_also_when_retired_before() =>
        Given(Created, new UserRetired(Now)).When(new EraseUser(Now)).Then(new UserErased(Now));

    [Fact]
    public void Is_erased_once() =>
        Given(Created, new UserRetired(Now), new UserErased(Now)).When(new EraseUser(Now)).ThenNothing();

    [Fact]
    public void Is_erased_only_if_there_ever_was_one() => GivenNothing.When(new EraseUser(Now)).ThenRefused(UserRefusals.Missing);

    [Fact]
    public void Does_not_come_back_once_erased() =>
        Given(Created, new UserRetired(Now), new UserErased(Now)).When(Create).ThenRefused(UserRefusals.Exists);
}
