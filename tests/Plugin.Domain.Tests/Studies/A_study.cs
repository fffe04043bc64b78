using Plugin.Domain.Studies;
using static Plugin.Domain.Tests.Some;

namespace Plugin.Domain.Tests.Studies;

public sealed class A_study : Spec<Study, StudyEvent, StudyCommand>
{
    private static readonly ValueList<OrganisationId> Members = [Alpha, Beta, Gamma];
    private static readonly StudyEvent Created = new StudyCreated(Pilot, Consortium, "Pilot", [Alpha, Beta], Morning);

    private static CreateStudy Creation(string name, params OrganisationId[] organisations) =>
        new(Pilot, Consortium, name, [.. organisations], Members, Morning);

    [Fact]
    public void Is_created() => GivenNothing.When(Creation("Pilot", Alpha, Beta)).Then(Created);

    [Fact]
    public void Is_created_once() => Given(Created).When(Creation("Pilot", Alpha, Beta)).ThenRefused(StudyRefusals.Exists);

    [Theory, InlineData(""), InlineData("42")]
    public void Has_a_usable_name(string name) => GivenNothing.When(Creation(name, Alpha)).ThenRefused(StudyRefusals.UnusableName);

    [Fact]
    public void Begins_with_somebody() => GivenNothing.When(Creation("Pilot")).ThenRefused(StudyRefusals.WithoutOrganisations);

    [Fact]
    public void Names_each_organisation_once() =>
        GivenNothing.When(Creation("Pilot", Alpha, Alpha)).ThenRefused(StudyRefusals.WithoutOrganisations);

    [Fact]
    public void Is_part_of_its_collaboration() =>
        GivenNothing.When(Creation("Pilot", Alpha, Stranger)).ThenRefused(StudyRefusals.NotMembers([Stranger]));

    [Fact]
    public void Is_renamed_and_regrouped_by_what_changed() =>
        Given(Created).When(new ChangeStudy("Main", [Beta, Gamma], Members, Now)).Then(
            new StudyRenamed(Consortium, "Main", Now), new StudyOrganisationAdded(Consortium, Gamma, Now),
            new StudyOrganisationRemoved(Consortium, Alpha, Now));

    [Fact]
    public void Is_not_changed_to_what_it_is() =>
        Given(Created).When(new ChangeStudy("Pilot", [Beta, Alpha], Members, Now)).ThenNothing();

    [Fact]
    public void Is_not_regrouped_beyond_its_collaboration() =>
        Given(Created).When(new ChangeStudy(null, [Stranger], Members, Now)).ThenRefused(StudyRefusals.NotMembers([Stranger]));

    [Fact]
    public void Takes_in_a_member() =>
        Given(Created).When(new AddToStudy(Gamma, Members, Now)).Then(new StudyOrganisationAdded(Consortium, Gamma, Now));

    [Fact]
    public void Takes_in_a_member_once() => Given(Created).When(new AddToStudy(Alpha, Members, Now)).ThenNothing();

    [Fact]
    public void Takes_in_no_stranger() =>
        Given(Created).When(new AddToStudy(Stranger, Members, Now)).ThenRefused(StudyRefusals.NotMembers([Stranger]));

    [Fact]
    public void Lets_go_of_an_organisation() =>
        Given(Created).When(new RemoveFromStudy(Beta, Now)).Then(new StudyOrganisationRemoved(Consortium, Beta, Now));

    [Fact]
    public void Lets_go_of_nobody_who_is_not_in_it() =>
        Given(Created).When(new RemoveFromStudy(Gamma, Now)).ThenRefused(StudyRefusals.NotInStudy(Gamma));

    [Fact]
    public void Is_retired_once() => Given(Created, new StudyRetired(Consortium, Now)).When(new RetireStudy(Now)).ThenNothing();

    [Fact]
    public void Is_gone_once_retired() =>
        Given(Created, new StudyRetired(Consortium, Now)).When(new AddToStudy(Gamma, Members, Now)).ThenRefused(StudyRefusals.Missing);
}
