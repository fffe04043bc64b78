using Plugin.Domain.Organisations;
using static Plugin.Domain.Tests.Some;

namespace Plugin.Domain.Tests.Organisations;

public sealed class An_organisation : Spec<Organisation, OrganisationEvent, OrganisationCommand>
{
    private static readonly OrganisationEvent Created =
        new OrganisationCreated(Alpha, "Alpha", "alpha.example", "Street 1", "", "1234 AB", "Nederland", "", Morning);

    private static readonly CreateOrganisation Create =
        new(Alpha, "Alpha", "alpha.example", "Street 1", "", "1234 AB", "Nederland", "", Morning);

    private static readonly ChangeOrganisation Unchanged = new(null, null, null, null, null, null, null, Now);

    [Fact]
    public void Is_created() => GivenNothing.When(Create).Then(Created);

    [Fact]
    public void Is_created_once() => Given(Created).When(Create).ThenRefused(OrganisationRefusals.Exists);

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("123")]
    public void Has_a_name_that_is_no_number(string name) =>
        GivenNothing.When(Create with { Name = name }).ThenRefused(OrganisationRefusals.UnusableName);

    [Fact]
    public void Has_a_name_of_at_most_128_characters() =>
        GivenNothing.When(Create with { Name = new string('a', 129) }).ThenRefused(OrganisationRefusals.UnusableName);

    [Fact]
    public void Has_a_key_in_base64() =>
        GivenNothing.When(Create with { PublicKey = "-----BEGIN" }).ThenRefused(OrganisationRefusals.UnusableKey);

    [Fact]
    public void Is_told_what_changed_only() =>
        Given(Created).When(Unchanged with { PublicKey = "LS0tLQ==" })
            .Then(new OrganisationChanged(null, null, null, null, null, null, "LS0tLQ==", Now));

    [Fact]
    public void Does_not_change_to_what_it_is() =>
        Given(Created, new OrganisationChanged(null, null, null, null, null, null, "LS0tLQ==", Now))
            .When(Unchanged with { PublicKey = "LS0tLQ==", Country = "Nederland" }).ThenNothing();

    [Fact]
    public void Does_not_change_to_an_unusable_name() =>
        Given(Created).When(Unchanged with { Name = "42" }).ThenRefused(OrganisationRefusals.UnusableName);

    [Fact]
    public void Does_not_change_to_an_unusable_key() =>
        Given(Created).When(Unchanged with { PublicKey = "?" }).ThenRefused(OrganisationRefusals.UnusableKey);

    [Fact]
    public void Is_retired() => Given(Created).When(new RetireOrganisation(Now)).Then(new OrganisationRetired(Now));

    [Fact]
    public void Is_retired_once() => Given(Created, new OrganisationRetired(Now)).When(new RetireOrganisation(Now)).ThenNothing();

    [Fact]
    public void Does_not_change_once_retired() =>
        Given(Created, new OrganisationRetired(Now)).When(Unchanged with { Name = "Alfa" }).ThenRefused(OrganisationRefusals.Missing);

    [Fact]
    public void Does_not_change_before_it_exists() =>
        GivenNothing.When(Unchanged with { Name = "Alfa" }).ThenRefused(OrganisationRefusals.Missing);
}
