using Plugin.Domain.Access;

namespace Plugin.Domain.Tests.Access;

public sealed class The_rule_table
{
    [Fact]
    public void Has_the_86_rules_of_the_wire_protocol() =>
        Assert.Equal(Enumerable.Range(1, 86), Rule.All.Select(rule => rule.Id));

    [Fact]
    public void Has_no_rule_twice() =>
        Assert.Equal(86, Rule.All.Select(rule => rule with { Id = 0 }).Distinct().Count());

    [Theory]
    [InlineData(1, "Root", 86)]
    [InlineData(2, "container", 8)]
    [InlineData(3, "node", 10)]
    [InlineData(4, "Viewer", 15)]
    [InlineData(5, "Researcher", 17)]
    [InlineData(6, "Organization Admin", 25)]
    [InlineData(7, "Collaboration Admin", 41)]
    public void Gives_each_built_in_role_its_rules(int id, string name, int rules)
    {
        Assert.Equal(name, Role.Of(id).Name);
        Assert.Equal(rules, Role.Of(id).Rules.Count);
    }

    [Theory]
    [InlineData(4, new[] { 2, 3, 14, 21, 22, 29, 39, 44, 51, 55, 58, 69, 70, 71, 77 })]
    [InlineData(3, new[] { 3, 6, 14, 21, 22, 24, 29, 39, 69, 77 })]
    [InlineData(2, new[] { 3, 14, 21, 22, 29, 39, 69, 77 })]
    public void Names_the_rules_of_those_who_only_look(int role, int[] rules) =>
        Assert.Equal(rules, Role.Of(role).Rules.Ids);

    [Fact]
    public void Lets_a_researcher_create_and_delete_tasks_besides_looking() =>
        Assert.Equal([33, 36], (Role.Researcher.Rules ^ Role.Viewer.Rules).Ids);

    [Theory]
    [InlineData(25, Resource.Organisation, Operation.Edit, Scope.Collaboration)]
    [InlineData(74, Resource.Event, Operation.Send, Scope.Collaboration)]
    [InlineData(51, Resource.User, Operation.Edit, Scope.Own)]
    [InlineData(81, Resource.Study, Operation.Edit, Scope.Organisation)]
    public void Places_a_rule_where_the_wire_protocol_has_it(int id, Resource resource, Operation operation, Scope scope) =>
        Assert.Equal(new Rule(id, resource, operation, scope), Rule.Of(id));

    [Theory]
    [InlineData(0)]
    [InlineData(87)]
    public void Knows_no_other_rule(int id)
    {
        Assert.False(Rule.Exists(id));
        Assert.Throws<ArgumentOutOfRangeException>(() => Rule.Of(id));
    }
}
