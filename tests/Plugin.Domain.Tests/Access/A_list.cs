using FsCheck;
using FsCheck.Fluent;
using Plugin.Domain.Access;

namespace Plugin.Domain.Tests.Access;

public sealed class A_list
{
    private static readonly Config Thoroughly = Config.QuickThrowOnFailure.WithMaxTest(500);

    /// <summary>The filter is applied the way a query does it: by the columns of a row.</summary>
    [Fact]
    public void Shows_exactly_what_the_caller_may_view_one_by_one() =>
        Prop.ForAll(World.Any, world => world.Things.All(thing =>
            Listed(Permissions.Visible(world.Caller, thing.Resource), thing) == MayView(world.Caller, thing))).Check(Thoroughly);

    [Fact]
    public void Is_refused_only_when_it_could_show_nothing_whatever_there_is() =>
        Prop.ForAll(World.Any, world => Enum.GetValues<Resource>().All(resource =>
            !Permissions.Visible(world.Caller, resource).IsNothing
            || world.Things.Where(t => t.Resource == resource).All(t => !MayView(world.Caller, t)))).Check(Thoroughly);

    private static bool MayView(Caller caller, Target thing) =>
        Permissions.Allows(caller, Operation.View, thing) is Permission.Granted;

    private static bool Listed(Reach reach, Target row)
    {
        var byCollaboration = false;
        foreach (var collaboration in row.Collaborations)
        {
            byCollaboration |= reach.Collaborations.Contains(collaboration) && (reach.Job == null || reach.Job == row.Job);
        }

        var byOrganisation = row.Organisations.Any(organisation => reach.Organisations.Contains(organisation));
        var byOwner = row.Owner != null && reach.Owners.Contains(row.Owner.Value);
        var byItself = row.RoleId != null && reach.Roles.Contains(row.RoleId.Value);
        return byItself || reach.Everything || byCollaboration || byOrganisation || byOwner;
    }
}
