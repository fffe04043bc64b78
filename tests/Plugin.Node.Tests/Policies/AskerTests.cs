using Plugin.Contracts;

namespace Plugin.Node.Tests.Policies;

public sealed class Who_asks : PolicySpec
{
    [Theory]
    [InlineData("4", null, true)]
    [InlineData("alice", null, true)]
    [InlineData("5", null, false)]
    [InlineData("ALICE", null, false)]
    [InlineData("ali", null, false)]
    [InlineData("%", null, false)]
    [InlineData(null, "9", true)]
    [InlineData(null, "Alpha", true)]
    [InlineData(null, "4", false)]
    [InlineData(null, "Alpha ", false)]
    // One of the two lists is enough.
    [InlineData("5", "Alpha", true)]
    [InlineData("alice", "3", true)]
    [InlineData("5", "3", false)]
    public void Is_known_by_id_or_by_the_very_name(string? user, string? organization, bool allowed) => Assert.Equal(
        allowed ? null : user is null ? "policies.allowed_organizations" : "policies.allowed_users",
        RefusedBy(Judge(Everything with { AllowedUsers = user is null ? [] : [user], AllowedOrganizations = organization is null ? [] : [organization] })));

    [Fact]
    public void Is_not_another_user_whose_name_is_a_number() => Assert.Equal(
        "policies.allowed_users", RefusedBy(Judge(Everything with { AllowedUsers = ["12"] }, grant: g => g with { InitUser = "12" })));

    [Fact]
    public void Is_nobody_when_the_hub_knows_no_name() => Assert.Equal(
        "policies.allowed_users", RefusedBy(Judge(Everything with { AllowedUsers = ["alice"] }, grant: g => g with { InitUser = null })));

    [Fact]
    public void Is_named_in_the_basis_with_all_else_that_let_the_run_in()
    {
        var verdict = Judge(
            Everything with { AllowedStores = ["https://store.example.org/api"], AllowedUsers = ["alice"], MinimumRecords = 10, Approval = [new()] },
            source: new() { Methods = ["mean"] }, records: new RecordCount.AtLeast(10));

        Assert.Equal(
            [
                "policies.allowed_images '.*'", "policies.allowed_stores 'https://store.example.org/api'", "policies.allowed_users 'alice'",
                "databases.default.allowed", "policies.minimum_records", "policies.approval[0]",
            ],
            Assert.IsType<Verdict.Ask>(verdict).Basis.Rules);
        Assert.Equal("mean", verdict.Basis.Method);
    }

    [Fact]
    public void Is_told_what_was_not_there_after_what_was_not_allowed()
    {
        var policies = new StationPolicies(Everything, []);
        var missing = new RunRequest(Grant, "mean", "", []) { Unavailable = "This station has no data source 'default'." };

        Assert.Equal(RunStatus.Failed, Assert.IsType<Verdict.No>(policies.Judge(missing)).State);
        Assert.Equal("policies.allowed_images", RefusedBy(new StationPolicies(new PolicyConfig([]), []).Judge(missing)));
    }
}
