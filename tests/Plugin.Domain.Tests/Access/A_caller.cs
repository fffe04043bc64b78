using Plugin.Domain.Access;
using static Plugin.Domain.Tests.Some;

namespace Plugin.Domain.Tests.Access;

public sealed class A_caller
{
    private static readonly CollaborationId Elsewhere = new(4);
    private static readonly UserId Colleague = new(32);
    private static readonly TaskId OtherJob = new(49);

    private static Caller.OfUser With(Role role) => new(Researcher, Alpha, [Consortium], role.Rules);

    private static Caller.OfContainer Container { get; } = new(NodeA, Alpha, Consortium, Question, Job: Question);

    private static Permission Allows(Caller caller, Operation operation, Target target) => Permissions.Allows(caller, operation, target);

    private static Permission.Granted By(int rule) => new(rule);

    private static Permission NoRule(Operation operation, Resource resource) => PermissionRefusals.NoRule(operation, resource);

    [Fact]
    public void Who_researches_creates_tasks_in_own_collaborations() =>
        Assert.Equal(By(33), Allows(With(Role.Researcher), Operation.Create, Target.NewTask(Consortium)));

    [Fact]
    public void Who_researches_creates_no_tasks_elsewhere() =>
        Assert.Equal(
            NoRule(Operation.Create, Resource.Task), Allows(With(Role.Researcher), Operation.Create, Target.NewTask(Elsewhere)));

    [Fact]
    public void Who_administers_an_organisation_creates_no_tasks() =>
        Assert.Equal(
            NoRule(Operation.Create, Resource.Task), Allows(With(Role.OrganisationAdmin), Operation.Create, Target.NewTask(Consortium)));

    [Fact]
    public void Who_researches_kills_no_task() =>
        Assert.Equal(NoRule(Operation.Send, Resource.Event), Allows(With(Role.Researcher), Operation.Send, Target.KillOfTask(Consortium)));

    [Fact]
    public void Who_administers_an_organisation_kills_no_task() =>
        Assert.Equal(
            NoRule(Operation.Send, Resource.Event), Allows(With(Role.OrganisationAdmin), Operation.Send, Target.KillOfTask(Consortium)));

    [Fact]
    public void Who_administers_an_organisation_stops_what_runs_on_its_node() =>
        Assert.Equal(By(73), Allows(With(Role.OrganisationAdmin), Operation.Send, Target.KillOnNode(Alpha, Consortium)));

    [Fact]
    public void Who_administers_a_collaboration_kills_its_tasks() =>
        Assert.Equal(By(74), Allows(With(Role.CollaborationAdmin), Operation.Send, Target.KillOfTask(Consortium)));

    [Fact]
    public void Who_administers_a_collaboration_creates_none() =>
        Assert.Equal(
            NoRule(Operation.Create, Resource.Collaboration),
            Allows(With(Role.CollaborationAdmin), Operation.Create, Target.Unbound(Resource.Collaboration)));

    [Fact]
    public void Who_is_root_creates_collaborations() =>
        Assert.Equal(By(17), Allows(With(Role.Root), Operation.Create, Target.Unbound(Resource.Collaboration)));

    [Fact]
    public void Who_views_sees_the_runs_of_every_organisation_in_the_collaboration() =>
        Assert.Equal(By(39), Allows(With(Role.Viewer), Operation.View, Target.Run(Consortium, Beta, Colleague, Question)));

    [Fact]
    public void Who_views_sees_no_run_elsewhere_even_of_the_same_organisations() =>
        Assert.Equal(
            NoRule(Operation.View, Resource.Run),
            Allows(With(Role.Viewer), Operation.View, Target.Run(Elsewhere, Beta, Colleague, Question)));

    [Fact]
    public void Without_any_rule_sees_themselves() =>
        Assert.Equal(
            new Permission.Granted(Rule: null),
            Permissions.Allows(
                new Caller.OfUser(Researcher, Alpha, [Consortium], RuleSet.Empty), Operation.View,
                Target.User(Researcher, Alpha, [Consortium])));

    [Fact]
    public void Without_any_rule_does_not_change_themselves() =>
        Assert.Equal(
            NoRule(Operation.Edit, Resource.User),
            Permissions.Allows(
                new Caller.OfUser(Researcher, Alpha, [Consortium], RuleSet.Empty), Operation.Edit,
                Target.User(Researcher, Alpha, [Consortium])));

    [Fact]
    public void Who_views_changes_themselves_by_the_narrowest_rule() =>
        Assert.Equal(By(51), Allows(With(Role.Root), Operation.Edit, Target.User(Researcher, Alpha, [Consortium])));

    [Fact]
    public void That_is_a_node_uploads_its_organisations_key() =>
        Assert.Equal(
            By(24),
            Allows(new Caller.OfNode(NodeA, Alpha, Consortium), Operation.Edit, Target.Organisation(Alpha, [Consortium])));

    [Fact]
    public void That_is_a_node_changes_no_other_organisation() =>
        Assert.Equal(
            NoRule(Operation.Edit, Resource.Organisation),
            Allows(new Caller.OfNode(NodeA, Alpha, Consortium), Operation.Edit, Target.Organisation(Beta, [Consortium])));

    [Fact]
    public void That_is_a_node_sees_no_other_collaboration_of_its_organisation() =>
        Assert.Equal(
            NoRule(Operation.View, Resource.Collaboration),
            Allows(new Caller.OfNode(NodeA, Alpha, Consortium), Operation.View, Target.Collaboration(Elsewhere, [Alpha])));

    [Fact]
    public void That_is_a_container_reads_the_results_of_its_job() =>
        Assert.Equal(By(39), Allows(Container, Operation.View, Target.Run(Consortium, Beta, Researcher, Question)));

    [Fact]
    public void That_is_a_container_reads_no_other_job() =>
        Assert.Equal(
            NoRule(Operation.View, Resource.Run), Allows(Container, Operation.View, Target.Run(Consortium, Alpha, Researcher, OtherJob)));

    [Fact]
    public void That_is_a_container_sees_the_organisations_of_its_collaboration() =>
        Assert.Equal(By(22), Allows(Container, Operation.View, Target.Organisation(Beta, [Consortium])));

    [Fact]
    public void Gives_a_rule_that_they_hold() =>
        Assert.Equal(
            new Permission.Granted(Rule: null), Permissions.AllowsAssigning(With(Role.Researcher), Colleague, RuleSet.Of(33)));

    [Fact]
    public void Gives_a_rule_that_they_hold_at_a_wider_scope() =>
        Assert.Equal(
            new Permission.Granted(Rule: null),
            Permissions.AllowsAssigning(
                new Caller.OfUser(Researcher, Alpha, [Consortium], RuleSet.Of(32)), Colleague, RuleSet.Of(33)));

    [Fact]
    public void Gives_no_rule_wider_than_their_own() =>
        Assert.Equal<Permission>(
            PermissionRefusals.Escalation(Rule.Of(32)),
            Permissions.AllowsAssigning(With(Role.Researcher), Colleague, RuleSet.Of(33, 32)));

    [Fact]
    public void Changes_their_own_rules_never() =>
        Assert.Equal<Permission>(
            PermissionRefusals.OwnRules, Permissions.AllowsAssigning(With(Role.Root), Researcher, RuleSet.Of(1)));
}
