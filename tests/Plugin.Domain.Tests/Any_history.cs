using FsCheck;
using FsCheck.Fluent;
using Plugin.Domain.Alarms;
using Plugin.Domain.AlgorithmStores;
using Plugin.Domain.Collaborations;
using Plugin.Domain.Nodes;
using Plugin.Domain.Organisations;
using Plugin.Domain.Roles;
using Plugin.Domain.Runs;
using Plugin.Domain.Studies;
using Plugin.Domain.Tasks;
using Plugin.Domain.Tests.Runs;
using Plugin.Domain.Users;
using static Plugin.Domain.Tests.Some;

namespace Plugin.Domain.Tests;

/// <summary>
/// Whatever is asked, in whatever order: the decider answers, its events can follow the state they were decided on, and the log gives them
/// back as they were.
/// </summary>
public sealed class Any_history
{
    private static readonly Gen<OrganisationId> AnOrganisation = Gen.Elements(Alpha, Beta, Gamma);
    private static readonly Gen<NodeId> ANode = Gen.Elements(NodeA, NodeB);
    private static readonly Gen<string> AName = Gen.Elements("Alpha", "Beta", "42", "");
    private static readonly Gen<string> ASession = Gen.Elements("a", "b", "c");

    [Fact]
    public void Of_an_organisation_is_consistent() => Consistent<Organisation, OrganisationEvent, OrganisationCommand>(Gen.OneOf(
        from name in AName
        select (OrganisationCommand)new CreateOrganisation(Alpha, name, "", "", "", "", "", "", Now),
        from name in AName
        from key in Gen.Elements(null, "", "LS0tLQ==", "?")
        select (OrganisationCommand)new ChangeOrganisation(name, null, null, null, null, null, key, Now),
        Gen.Constant<OrganisationCommand>(new RetireOrganisation(Now))));

    [Fact]
    public void Of_a_collaboration_is_consistent() => Consistent<Collaboration, CollaborationEvent, CollaborationCommand>(Gen.OneOf(
        from name in AName
        from members in Gen.SubListOf(Alpha, Beta, Gamma)
        select (CollaborationCommand)new CreateCollaboration(Consortium, name, Encrypted: true, members.ToValueList(), Now),
        from name in AName
        from encrypted in Gen.Elements<bool?>(null, true, false)
        select (CollaborationCommand)new ChangeCollaboration(name, encrypted, Now),
        AnOrganisation.Select(o => (CollaborationCommand)new AddMember(o, Now)),
        AnOrganisation.Select(o => (CollaborationCommand)new RemoveMember(o, Now)),
        from node in ANode
        from organisation in AnOrganisation
        select (CollaborationCommand)new RegisterNode(node, organisation, Now),
        ANode.Select(n => (CollaborationCommand)new RemoveNode(n, Now)),
        Gen.Elements<CollaborationCommand>(new RegisterStudy(Pilot, Now), new RemoveStudy(Pilot, Now)),
        Gen.Frequency((1, Gen.Constant<CollaborationCommand>(new RetireCollaboration(Now))), (9, Gen.Constant<CollaborationCommand>(
            new AddMember(Alpha, Now))))));

    [Fact]
    public void Of_a_study_is_consistent() => Consistent<Study, StudyEvent, StudyCommand>(Gen.OneOf(
        from name in AName
        from organisations in Gen.SubListOf(Alpha, Beta, Stranger)
        select (StudyCommand)new CreateStudy(Pilot, Consortium, name, organisations.ToValueList(), [Alpha, Beta], Now),
        from name in AName
        from organisations in Gen.SubListOf(Alpha, Beta, Gamma)
        select (StudyCommand)new ChangeStudy(name, organisations.ToValueList(), [Alpha, Beta, Gamma], Now),
        AnOrganisation.Select(o => (StudyCommand)new AddToStudy(o, [Alpha, Beta], Now)),
        AnOrganisation.Select(o => (StudyCommand)new RemoveFromStudy(o, Now)),
        Gen.Frequency((1, Gen.Constant<StudyCommand>(new RetireStudy(Now))), (9, Gen.Constant<StudyCommand>(
            new AddToStudy(Alpha, [Alpha], Now))))));

    [Fact]
    public void Of_an_algorithm_store_is_consistent() => Consistent<AlgorithmStore, AlgorithmStoreEvent, AlgorithmStoreCommand>(Gen.OneOf(
        AName.Select(name => (AlgorithmStoreCommand)new LinkAlgorithmStore(
            Store, name, "https://store.example.org/api", "https://hub.example.org/api", Consortium, Now)),
        AName.Select(name => (AlgorithmStoreCommand)new RenameAlgorithmStore(name, Now)),
        Gen.Elements<AlgorithmStoreCommand>(new MoveAlgorithmStore(null, Now), new MoveAlgorithmStore(Consortium, Now)),
        Gen.Constant<AlgorithmStoreCommand>(new UnlinkAlgorithmStore(Now))));

    [Fact]
    public void Of_a_custom_role_is_consistent() => Consistent<CustomRole, RoleEvent, RoleCommand>(Gen.OneOf(
        from name in AName
        from rules in Gen.Choose(0, 87).ListOf()
        select (RoleCommand)new CreateRole(Steward, Alpha, name, null, rules.ToValueList(), Now),
        from name in AName
        from rules in Gen.Choose(0, 87).ListOf()
        select (RoleCommand)new ChangeRole(name, new("ZGVzYw=="), rules.ToValueList(), Now),
        Gen.Choose(0, 87).Select(rule => (RoleCommand)new AddRule(rule, Now)),
        Gen.Choose(0, 87).Select(rule => (RoleCommand)new RemoveRule(rule, Now)),
        Gen.Frequency((1, Gen.Constant<RoleCommand>(new RetireRole(Now))), (9, Gen.Constant<RoleCommand>(new AddRule(1, Now))))));

    [Fact]
    public void Of_a_user_is_consistent() => Consistent<User, UserEvent, UserCommand>(Gen.OneOf(
        from role in Gen.Choose(0, 8)
        select (UserCommand)new CreateUser(Researcher, Alpha, new("bmFtZQ=="), new("bWFpbA=="), null, null, [role], [], Now),
        from role in Gen.Choose(0, 8)
        from rule in Gen.Choose(0, 87)
        select (UserCommand)new AuthoriseUser([role], [rule], Now),
        Gen.Constant<UserCommand>(new ChangeUser(null, new("bmV3"), null, null, Now)),
        Gen.Constant<UserCommand>(new SetPassword(Now)),
        Gen.Constant<UserCommand>(new InviteUser(Now, Now)),
        Gen.Constant<UserCommand>(new SendRecovery(RecoveredCredential.Password, Now)),
        Gen.Constant<UserCommand>(new RetireUser(Now))));

    [Fact]
    public void Of_a_node_is_consistent() => Consistent<Node, NodeEvent, NodeCommand>(Gen.OneOf(
        AName.Select(name => (NodeCommand)new CreateNode(NodeA, name, Alpha, Consortium, Now)),
        AName.Select(name => (NodeCommand)new RenameNode(name, Now)),
        ASession.Select(session => (NodeCommand)new BringOnline(session, Now)),
        Gen.Constant<NodeCommand>(new TakeOffline(Now)),
        Gen.Elements<NodeCommand>(
            new MoveNode(null, Now), new MoveNode(Consortium, Now), new AddressNode(null, Now), new AddressNode("10.0.0.1", Now)),
        Gen.Constant<NodeCommand>(new ResetNodeKey(Now)),
        AName.Select(value => (NodeCommand)new DescribeNode([new("key", value)], Now)),
        AName.Select(key => (NodeCommand)new RegisterSigningKey(key, Now)),
        Gen.Constant<NodeCommand>(new ReleaseSigningKey(Now)),
        Gen.Frequency((1, Gen.Constant<NodeCommand>(new RetireNode(Now))), (9, Gen.Constant<NodeCommand>(new TakeOffline(Now))))));

    [Fact]
    public void Of_an_alarm_is_consistent() => Consistent<Alarm, AlarmEvent, AlarmCommand>(
        Gen.Elements<AlarmCommand>(new RaiseAlarm(new AlarmId(AlarmKind.Fork, NodeA), ["a note"], Now), new AcknowledgeAlarm(Now)));

    [Fact]
    public void Of_a_task_is_consistent() => Consistent<FederatedTask, TaskEvent, TaskCommand>(
        Gen.Elements<TaskCommand>(new KillTask(Now), new RetireTask(Now)),
        new TaskCreated(
            Question, Consortium, Alpha, Researcher, Question, null, null, "image:1", new(""), new(""), [], [new(RunOfAlpha, Alpha, NodeA)],
            Now));

    [Fact]
    public void Of_nothing_is_refused_by_a_run() => Prop.ForAll(RunMove.Any.ToArbitrary(), move =>
        Run.Decide(Run.Initial, move.Command(new Run.Pending(
            new RunOrder(RunOfAlpha, Question, Consortium, Alpha, NodeA, Input), Attempt: 1))) == RunRefusals.Missing)
        .Check(Config.QuickThrowOnFailure);

    private static void Consistent<TState, TEvent, TCommand>(Gen<TCommand> commands, params TEvent[] given)
        where TState : IAggregate<TState, TEvent, TCommand>
        where TEvent : DomainEvent =>
        Prop.ForAll(commands.ListOf().ToArbitrary(), asked =>
        {
            var state = given.Aggregate(TState.Initial, (s, e) => s.Evolve(e));
            foreach (var command in asked)
            {
                if (TState.Decide(state, command) is Decision<TEvent>.Accepted accepted)
                {
                    state = accepted.Events.Aggregate(state, (s, e) => s.Evolve(ReadBack(e)));
                }
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    private static TEvent ReadBack<TEvent>(TEvent @event)
        where TEvent : DomainEvent
    {
        var (name, data) = EventCodec.Encode(@event);
        var read = EventCodec.Decode(name, data);
        Assert.Equal<DomainEvent>(@event, read);
        return (TEvent)read;
    }
}
