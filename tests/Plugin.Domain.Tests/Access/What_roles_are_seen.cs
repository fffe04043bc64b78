using Plugin.Domain.Access;
using static Plugin.Domain.Tests.Some;

namespace Plugin.Domain.Tests.Access;

/// <summary>The contract: all with global scope; with narrower ones also the default roles; one's own in any case.</summary>
public sealed class What_roles_are_seen
{
    private static readonly Target BuiltIn = Target.Role(new RoleId(6));
    private static readonly Target OfAlpha = Target.Role(Steward, Alpha, [Consortium]);
    private static readonly Target OfBeta = Target.Role(new RoleId(9), Beta, [Consortium]);
    private static readonly Target OfStranger = Target.Role(new RoleId(10), Stranger, []);

    private static bool[] Seen(RuleSet rules, params int[] roles)
    {
        var caller = new Caller.OfUser(Researcher, Alpha, [Consortium], rules) { Roles = [.. roles.Select(id => new RoleId(id))] };
        return [.. new[] { BuiltIn, OfAlpha, OfBeta, OfStranger }
            .Select(target => Permissions.Allows(caller, Operation.View, target) is Permission.Granted)];
    }

    [Fact]
    public void Without_a_rule_only_one_s_own() => Assert.Equal([false, true, false, false], Seen(RuleSet.Empty, 8, 5));

    [Fact]
    public void With_organisation_scope_those_of_one_s_organisation_and_the_default_ones() =>
        Assert.Equal([true, true, false, false], Seen(RuleSet.Of(58)));

    [Fact]
    public void With_collaboration_scope_those_of_one_s_collaborations_and_the_default_ones() =>
        Assert.Equal([true, true, true, false], Seen(RuleSet.Of(57)));

    [Fact]
    public void With_global_scope_all() => Assert.Equal([true, true, true, true], Seen(RuleSet.Of(56)));

    [Theory, InlineData(Operation.Edit), InlineData(Operation.Delete)]
    public void But_a_default_role_is_nobody_s_to_change_within_an_organisation(Operation operation)
    {
        var caller = new Caller.OfUser(Researcher, Alpha, [Consortium], Role.CollaborationAdmin.Rules) { Roles = [new RoleId(6)] };
        Assert.IsType<Permission.Refused>(Permissions.Allows(caller, operation, BuiltIn));
    }
}
