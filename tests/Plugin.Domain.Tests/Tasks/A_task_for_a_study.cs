using Plugin.Domain.Studies;
using Plugin.Domain.Tasks;
using static Plugin.Domain.Tests.Some;

namespace Plugin.Domain.Tests.Tasks;

public sealed class A_task_for_a_study : TaskSpec
{
    private static readonly Study OfAlpha = new Study.Active(Pilot, Consortium, "Pilot", [Alpha]);

    private static Decision<StreamEvent> Posted(Study study, OrganisationId to) =>
        TaskCreation.Decide(Three, ByResearcher, Asking(For(RunOfAlpha, to)) with { Study = study });

    [Fact]
    public void Remembers_its_study() =>
        Assert.Equal(Pilot, Assert.IsType<TaskCreated>(
            Assert.IsType<Decision<StreamEvent>.Accepted>(Posted(OfAlpha, Alpha)).Events[0].Event).Study);

    [Fact]
    public void Is_for_organisations_of_the_study_only() =>
        Assert.Equal(Refused(TaskRefusals.NotInStudy([Beta])), Posted(OfAlpha, Beta));

    [Fact]
    public void Is_posted_in_the_collaboration_of_the_study() =>
        Assert.Equal(
            Refused(TaskRefusals.StudyOfOtherCollaboration), Posted(new Study.Active(Pilot, new(4), "Pilot", [Alpha]), Alpha));

    [Fact]
    public void Needs_a_study_that_is_not_retired() => Assert.Equal(Refused(StudyRefusals.Missing), Posted(new Study.Retired(), Alpha));
}
