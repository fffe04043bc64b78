using Plugin.Domain.Collaborations;
using Plugin.Domain.Retention;
using static Plugin.Domain.Tests.Some;

namespace Plugin.Domain.Tests.Collaborations;

public sealed class A_collaboration : Spec<Collaboration, CollaborationEvent, CollaborationCommand>
{
    private static readonly CollaborationEvent Created =
        new CollaborationCreated(Consortium, "Breast cancer", Encrypted: false, [Alpha, Beta], Morning);

    private static readonly CreateCollaboration Create = new(Consortium, "Breast cancer", Encrypted: false, [Alpha, Beta], Morning);

    private static readonly CollaborationEvent WithNodeA = new NodeRegistered(NodeA, Alpha, Now);

    [Fact]
    public void Is_created() => GivenNothing.When(Create).Then(Created);

    [Fact]
    public void Is_created_once() => Given(Created).When(Create).ThenRefused(CollaborationRefusals.Exists);

    [Fact]
    public void Has_a_usable_name() =>
        GivenNothing.When(Create with { Name = "7" }).ThenRefused(CollaborationRefusals.UnusableName);

    [Fact]
    public void Begins_with_a_member() =>
        GivenNothing.When(Create with { Organisations = [] }).ThenRefused(CollaborationRefusals.WithoutMembers);

    [Fact]
    public void Begins_with_each_member_once() =>
        GivenNothing.When(Create with { Organisations = [Alpha, Alpha] }).ThenRefused(CollaborationRefusals.WithoutMembers);

    [Fact]
    public void Is_told_what_changed_only() =>
        Given(Created).When(new ChangeCollaboration(null, true, Now)).Then(new CollaborationChanged(null, true, Now));

    [Fact]
    public void Does_not_change_to_what_it_is() =>
        Given(Created).When(new ChangeCollaboration("Breast cancer", false, Now)).ThenNothing();

    [Fact]
    public void Does_not_change_to_an_unusable_name() =>
        Given(Created).When(new ChangeCollaboration("", null, Now)).ThenRefused(CollaborationRefusals.UnusableName);

    [Fact]
    public void Takes_in_a_member() => Given(Created).When(new AddMember(Gamma, Now)).Then(new MemberAdded(Gamma, Now));

    [Fact]
    public void Takes_in_a_member_once() => Given(Created).When(new AddMember(Alpha, Now)).ThenNothing();

    [Fact]
    public void Lets_a_member_go() => Given(Created).When(new RemoveMember(Beta, Now)).Then(new MemberRemoved(Beta, Now));

    [Fact]
    public void Lets_no_stranger_go() =>
        Given(Created).When(new RemoveMember(Stranger, Now)).ThenRefused(CollaborationRefusals.NotAMember(Stranger));

    [Fact]
    public void Keeps_a_member_that_has_a_node() =>
        Given(Created, WithNodeA).When(new RemoveMember(Alpha, Now)).ThenRefused(CollaborationRefusals.MemberHasNode(Alpha));

    [Fact]
    public void Registers_a_members_node() => Given(Created).When(new RegisterNode(NodeA, Alpha, Now)).Then(WithNodeA);

    [Fact]
    public void Registers_a_node_once() => Given(Created, WithNodeA).When(new RegisterNode(NodeA, Alpha, Now)).ThenNothing();

    [Fact]
    public void Registers_one_node_for_each_member() =>
        Given(Created, WithNodeA).When(new RegisterNode(NodeB, Alpha, Now)).ThenRefused(CollaborationRefusals.HasNodeAlready(Alpha));

    [Fact]
    public void Registers_a_node_for_one_member() =>
        Given(Created, WithNodeA).When(new RegisterNode(NodeA, Beta, Now)).ThenRefused(CollaborationRefusals.HasNodeAlready(Alpha));

    [Fact]
    public void Registers_no_strangers_node() =>
        Given(Created).When(new RegisterNode(NodeA, Stranger, Now)).ThenRefused(CollaborationRefusals.NotAMember(Stranger));

    [Fact]
    public void Registers_another_node_after_the_first_is_gone() =>
        Given(Created, WithNodeA, new NodeRemoved(NodeA, Now)).When(new RegisterNode(NodeB, Alpha, Now))
            .Then(new NodeRegistered(NodeB, Alpha, Now));

    [Fact]
    public void Removes_a_node() => Given(Created, WithNodeA).When(new RemoveNode(NodeA, Now)).Then(new NodeRemoved(NodeA, Now));

    [Fact]
    public void Removes_no_node_of_another() =>
        Given(Created, WithNodeA).When(new RemoveNode(NodeB, Now)).ThenRefused(CollaborationRefusals.NodeIsElsewhere(NodeB));

    [Fact]
    public void Knows_its_studies_once() =>
        Given(Created, new StudyRegistered(Pilot, Now)).When(new RegisterStudy(Pilot, Now)).ThenNothing();

    [Fact]
    public void Forgets_a_study() =>
        Given(Created, new StudyRegistered(Pilot, Now)).When(new RemoveStudy(Pilot, Now)).Then(new StudyRemoved(Pilot, Now));

    [Fact]
    public void Is_not_retired_with_a_node() =>
        Given(Created, WithNodeA).When(new RetireCollaboration(Now)).ThenRefused(CollaborationRefusals.HasDependents);

    [Fact]
    public void Is_not_retired_with_a_study() =>
        Given(Created, new StudyRegistered(Pilot, Now)).When(new RetireCollaboration(Now)).ThenRefused(CollaborationRefusals.HasDependents);

    [Fact]
    public void Is_retired() => Given(Created).When(new RetireCollaboration(Now)).Then(new CollaborationRetired(Now));

    [Fact]
    public void Is_retired_once() =>
        Given(Created, new CollaborationRetired(Now)).When(new RetireCollaboration(Now)).ThenNothing();

    [Fact]
    public void Takes_in_nobody_once_retired() =>
        Given(Created, new CollaborationRetired(Now)).When(new AddMember(Gamma, Now)).ThenRefused(CollaborationRefusals.Missing);

    [Fact]
    public void Keeps_contents_as_long_as_it_says() =>
        Given(Created).When(new SetRetention(Month, Now)).Then(new CollaborationRetentionSet(Month, Now));

    [Fact]
    public void Goes_back_to_the_default_of_the_hub() =>
        Given(Created, new CollaborationRetentionSet(Month, Now)).When(new SetRetention(null, Now))
            .Then(new CollaborationRetentionSet(null, Now));

    [Fact]
    public void Keeps_what_it_keeps() =>
        Given(Created, new CollaborationRetentionSet(Month, Now)).When(new SetRetention(Month, Now)).ThenNothing();

    [Theory, InlineData(-1, false), InlineData(36_526, false), InlineData(null, true)]
    public void Has_no_policy_that_makes_no_sense(int? days, bool texts) =>
        Given(Created).When(new SetRetention(new RetentionPolicy(days, texts), Now)).ThenRefused(RetentionRefusals.Unacceptable);

    private static RetentionPolicy Month { get; } = new(30, Texts: true);
}
