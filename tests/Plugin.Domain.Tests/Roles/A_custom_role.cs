using Plugin.Domain.Roles;
using static Plugin.Domain.Tests.Some;

namespace Plugin.Domain.Tests.Roles;

public sealed class A_custom_role : Spec<CustomRole, RoleEvent, RoleCommand>
{
    private static readonly RoleEvent Created = new RoleCreated(Steward, Alpha, "Steward", new("ZGVzYw=="), [3, 14], Morning);

    private static CreateRole Creation(string name, params int[] rules) => new(Steward, Alpha, name, new("ZGVzYw=="), [.. rules], Morning);

    [Fact]
    public void Is_created_with_its_rules_in_order_and_once_each() => GivenNothing.When(Creation("Steward", 14, 3, 14)).Then(Created);

    [Theory, InlineData("Root"), InlineData("node"), InlineData("Organization Admin"), InlineData(" ")]
    public void Does_not_take_a_reserved_name(string name) =>
        GivenNothing.When(Creation(name, 3)).ThenRefused(RoleRefusals.ReservedName);

    [Theory, InlineData(0), InlineData(87)]
    public void Has_rules_that_exist(int rule) => GivenNothing.When(Creation("Steward", rule)).ThenRefused(RoleRefusals.UnknownRule);

    [Fact]
    public void Changes_by_what_is_new() =>
        Given(Created).When(new ChangeRole("Steward", null, [3, 6], Now)).Then(new RoleChanged(null, null, [3, 6], Now));

    [Fact]
    public void Does_not_change_to_what_it_is() => Given(Created).When(new ChangeRole("Steward", null, [14, 3], Now)).ThenNothing();

    [Fact]
    public void Is_not_renamed_to_a_reserved_name() =>
        Given(Created).When(new ChangeRole("Viewer", null, null, Now)).ThenRefused(RoleRefusals.ReservedName);

    [Fact]
    public void Gains_a_rule() => Given(Created).When(new AddRule(6, Now)).Then(new RoleChanged(null, null, [3, 6, 14], Now));

    [Fact]
    public void Gains_a_rule_once() => Given(Created).When(new AddRule(14, Now)).ThenNothing();

    [Fact]
    public void Loses_a_rule() => Given(Created).When(new RemoveRule(14, Now)).Then(new RoleChanged(null, null, [3], Now));

    [Fact]
    public void Loses_no_rule_that_it_does_not_have() => Given(Created).When(new RemoveRule(6, Now)).ThenRefused(RoleRefusals.NotInRole(6));

    [Fact]
    public void Is_retired_once() => Given(Created, new RoleRetired(Now)).When(new RetireRole(Now)).ThenNothing();

    [Fact]
    public void Is_gone_once_retired() => Given(Created, new RoleRetired(Now)).When(new AddRule(6, Now)).ThenRefused(RoleRefusals.Missing);
}
