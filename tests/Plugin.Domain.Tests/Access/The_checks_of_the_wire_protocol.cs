using FsCheck;
using FsCheck.Fluent;
using Plugin.Domain.Access;

namespace Plugin.Domain.Tests.Access;

/// <summary>The contract words its checks differently from us: the same answers have to come out.</summary>
public sealed class The_checks_of_the_wire_protocol
{
    private static readonly Config Thoroughly = Config.QuickThrowOnFailure.WithMaxTest(500);

    public static TheoryData<Operation> Operations { get; } = [.. Enum.GetValues<Operation>()];

    [Theory, MemberData(nameof(Operations))]
    public void Org_check_decides_on_organisations(Operation operation) =>
        Prop.ForAll(World.Any, world => world.Things.Where(t => t.Resource == Resource.Organisation).All(t =>
            Granted(world, operation, t) == OrgCheck(world, operation, t.Resource, t.Organisations[0]))).Check(Thoroughly);

    [Theory, MemberData(nameof(Operations))]
    public void Org_check_or_being_oneself_decides_on_users(Operation operation) =>
        Prop.ForAll(World.Any, world => world.Things.Where(t => t.Resource == Resource.User).All(t =>
            Granted(world, operation, t) == (
                OrgCheck(world, operation, t.Resource, t.Organisations[0])
                || (IsOneself(world, t) && (operation == Operation.View || Holds(world, t.Resource, operation, Scope.Own))))))
            .Check(Thoroughly);

    [Theory, MemberData(nameof(Operations))]
    public void Col_check_decides_on_new_tasks(Operation operation) =>
        Prop.ForAll(World.Any, world => Enumerable.Range(1, 3).Select(id => new CollaborationId(id)).All(c =>
            world.Caller is Caller.OfContainer
            || Granted(world, operation, Target.NewTask(c)) == ColCheck(world, operation, Resource.Task, c))).Check(Thoroughly);

    [Fact]
    public void Col_check_decides_on_changing_a_collaboration() =>
        Prop.ForAll(World.Any, world => world.Things.Where(t => t.Resource == Resource.Collaboration).All(t =>
            Granted(world, Operation.Edit, t) == ColCheck(world, Operation.Edit, t.Resource, t.Collaborations[0]))).Check(Thoroughly);

    private static bool Granted(World world, Operation operation, Target target) =>
        Permissions.Allows(world.Caller, operation, target) is Permission.Granted;

    private static bool OrgCheck(World world, Operation operation, Resource resource, OrganisationId organisation) =>
        Holds(world, resource, operation, Scope.Global)
        || (Holds(world, resource, operation, Scope.Organisation) && organisation == world.Caller.Organisation)
        || (Holds(world, resource, operation, Scope.Collaboration)
            && world.CollaborationsOf(organisation).Any(c => world.Caller.Collaborations.Contains(c)));

    private static bool ColCheck(World world, Operation operation, Resource resource, CollaborationId collaboration) =>
        Holds(world, resource, operation, Scope.Global)
        || (Holds(world, resource, operation, Scope.Collaboration) && world.Caller.Collaborations.Contains(collaboration));

    private static bool IsOneself(World world, Target target) => world.Caller is Caller.OfUser user && target.Owner == user.Id;

    private static bool Holds(World world, Resource resource, Operation operation, Scope scope) =>
        Rule.All.Any(r => r.Resource == resource && r.Operation == operation && r.Scope == scope && world.Caller.Rules.Contains(r.Id));
}
