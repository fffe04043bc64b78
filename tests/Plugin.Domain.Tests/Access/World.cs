using FsCheck;
using FsCheck.Fluent;
using Plugin.Domain.Access;

namespace Plugin.Domain.Tests.Access;

/// <summary>Organisations 1…4, collaborations 1…3 with any members, things in all of them, and somebody who asks.</summary>
internal sealed record World(ValueList<ValueList<CollaborationId>> Memberships, Caller Caller, ValueList<Target> Things)
{
    public ValueList<CollaborationId> CollaborationsOf(OrganisationId organisation) => Memberships[organisation.Value - 1];

    private static readonly Gen<OrganisationId> Organisation = Gen.Choose(1, 4).Select(id => new OrganisationId(id));
    private static readonly Gen<CollaborationId> Collaboration = Gen.Choose(1, 3).Select(id => new CollaborationId(id));
    private static readonly Gen<UserId> User = Gen.Choose(1, 4).Select(id => new UserId(id));
    private static readonly Gen<TaskId> Job = Gen.Choose(1, 3).Select(id => new TaskId(id));

    private static readonly Gen<RuleSet> Rules = Gen.OneOf(
        Gen.Elements(Role.All.AsEnumerable()).Select(role => role.Rules),
        Gen.Choose(1, 86).ListOf().Select(ids => RuleSet.Of(ids)));

    public static Arbitrary<World> Any { get; } = (
        from memberships in Gen.SubListOf(1, 2, 3).Select(ids => ids.Select(id => new CollaborationId(id)).ToValueList()).ArrayOf(4)
        from caller in CallerOf(memberships)
        from things in ThingOf(memberships).ArrayOf(30)
        select new World([.. memberships], caller, [.. things])).ToArbitrary();

    private static Gen<Caller> CallerOf(ValueList<CollaborationId>[] memberships) => Gen.OneOf(
        from user in User
        from organisation in Organisation
        from rules in Rules
        from roles in Gen.SubListOf(1, 5, 8, 9)
        select (Caller)new Caller.OfUser(user, organisation, memberships[organisation.Value - 1], rules)
        {
            Roles = roles.Select(id => new RoleId(id)).ToValueList(),
        },
        from organisation in Organisation
        from collaboration in Collaboration
        select (Caller)new Caller.OfNode(new NodeId(9), organisation, collaboration),
        from organisation in Organisation
        from collaboration in Collaboration
        from job in Job
        select (Caller)new Caller.OfContainer(new NodeId(9), organisation, collaboration, new TaskId(8), job));

    private static Gen<Target> ThingOf(ValueList<CollaborationId>[] memberships) =>
        from organisation in Organisation
        from collaboration in Collaboration
        from user in User
        from job in Job
        from role in Gen.Choose(8, 11)
        let own = memberships[organisation.Value - 1]
        let members = Enumerable.Range(1, 4).Select(id => new OrganisationId(id))
            .Where(o => memberships[o.Value - 1].Contains(collaboration)).ToValueList()
        from thing in Gen.Elements(
            Target.Node(organisation, collaboration),
            Target.Collaboration(collaboration, members),
            Target.Organisation(organisation, own),
            Target.Task(collaboration, organisation, user, job),
            Target.Run(collaboration, organisation, user, job),
            Target.User(user, organisation, own),
            Target.Role(new RoleId(role), organisation, own),
            Target.Role(new RoleId(role % 7 + 1)),
            Target.Study(collaboration, members))
        select thing;
}
