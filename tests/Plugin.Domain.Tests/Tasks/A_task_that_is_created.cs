using Plugin.Domain.Collaborations;
using Plugin.Domain.Tasks;
using static Plugin.Domain.Tests.Some;

namespace Plugin.Domain.Tests.Tasks;

public sealed class A_task_that_is_created : TaskSpec
{
    [Fact]
    public void Is_born_with_one_run_at_the_node_of_each_organisation() =>
        Assert.Equal(
            Accepted(
                Of(Question, new TaskCreated(
                    Question, Consortium, Alpha, Researcher, Question, null, null, Image, new("bmFtZQ=="), new("ZGVzYw=="), Databases,
                    [new(RunOfAlpha, Alpha, NodeA), new(RunOfBeta, Beta, NodeB)], Now)),
                Of(RunOfAlpha, new Domain.Runs.RunCreated(RunOfAlpha, Question, Consortium, Alpha, NodeA, Input, Now)),
                Of(RunOfBeta, new Domain.Runs.RunCreated(RunOfBeta, Question, Consortium, Beta, NodeB, Input, Now))),
            Decided(Asking(For(RunOfAlpha, Alpha), For(RunOfBeta, Beta))));

    [Fact]
    public void Needs_an_image() =>
        Assert.Equal(Refused(TaskRefusals.WithoutImage), Decided(Asking(For(RunOfAlpha, Alpha)) with { Image = "" }));

    [Fact]
    public void Needs_an_organisation() =>
        Assert.Equal(Refused(TaskRefusals.WithoutOrganisations), Decided(Asking()));

    [Fact]
    public void Names_each_organisation_once() =>
        Assert.Equal(Refused(TaskRefusals.OrganisationNamedTwice), Decided(Asking(For(RunOfAlpha, Alpha), For(RunOfBeta, Alpha))));

    [Fact]
    public void Goes_to_members_only() =>
        Assert.Equal(Refused(TaskRefusals.NotMembers([Stranger])), Decided(Asking(For(RunOfAlpha, Alpha), For(RunOfBeta, Stranger))));

    [Fact]
    public void Goes_to_organisations_with_a_node_only() =>
        Assert.Equal(Refused(TaskRefusals.WithoutNode([Gamma])), Decided(Asking(For(RunOfAlpha, Alpha), For(RunOfBeta, Gamma))));

    [Fact]
    public void Comes_from_a_member_only() =>
        Assert.Equal(
            Refused(TaskRefusals.InitiatorIsNoMember(Stranger)),
            TaskCreation.Decide(Three, new TaskOrigin.Researcher(Researcher, Stranger), Asking(For(RunOfAlpha, Alpha))));

    [Fact]
    public void Needs_a_collaboration_that_exists() =>
        Assert.Equal(
            Refused(CollaborationRefusals.Missing), TaskCreation.Decide(Collaboration.Initial, ByResearcher, Asking(For(RunOfAlpha, Alpha))));

    [Fact]
    public void Needs_a_collaboration_that_is_not_retired() =>
        Assert.Equal(
            Refused(CollaborationRefusals.Missing),
            TaskCreation.Decide(new Collaboration.Retired(), ByResearcher, Asking(For(RunOfAlpha, Alpha))));

    private static Decision<StreamEvent> Decided(CreateTask order) => TaskCreation.Decide(Three, ByResearcher, order);
}
