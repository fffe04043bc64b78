using System.Text;
using Plugin.Node.Policies;

namespace Plugin.Node.Tests.Policies;

public sealed class A_rule_that_asks_the_operator : PolicySpec
{
    public static TheoryData<RunRuleConfig, bool> Rules { get; } = new()
    {
        { new(), true },
        { new() { Images = ["registry.example.org/.*"] }, true },
        { new() { Images = ["other/.*"] }, false },
        { new() { Images = [Digest] }, false },
        { new() { Users = ["4"] }, true },
        { new() { Users = ["bob"] }, false },
        { new() { Organizations = ["Alpha"] }, true },
        { new() { Organizations = ["3"] }, false },
        { new() { Methods = ["sum", "mean"] }, true },
        { new() { Methods = ["sum"] }, false },
        { new() { Databases = ["default"] }, true },
        { new() { Databases = ["other"] }, false },
        // All that it names has to be so.
        { new() { Users = ["alice"], Methods = ["mean"], Databases = ["default"] }, true },
        { new() { Users = ["alice"], Methods = ["sum"], Databases = ["default"] }, false },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void Is_about_the_runs_that_fulfil_all_it_names(RunRuleConfig rule, bool asks)
    {
        Assert.Equal(asks, Judge(Everything with { Approval = [rule] }) is Verdict.Ask);
        Assert.Equal(asks, Output(Everything with { Hold = [rule] }, 1) is OutputVerdict.Hold);
    }

    [Fact]
    public void Is_also_about_a_method_that_cannot_be_seen() =>
        Assert.IsType<Verdict.Ask>(Judge(Everything with { Approval = [new() { Methods = ["central"] }] }, method: null));

    [Fact]
    public void Does_not_let_in_what_another_rule_refuses() =>
        Assert.IsType<Verdict.No>(Judge(Everything with { AllowedUsers = ["bob"], Approval = [new()] }));

    [Theory]
    [InlineData(1024, true)]
    [InlineData(1025, false)]
    public void Does_not_keep_what_is_too_large_to_leave_at_all(int bytes, bool held) => Assert.Equal(
        held ? new OutputVerdict.Hold("policies.hold[0]") : new OutputVerdict.No("policies.largest_result_kb", "The result has 1025 bytes, and this station lets no more than 1024 leave."),
        Output(Everything with { LargestResult = 1024, Hold = [new()] }, bytes));

    [Theory]
    [InlineData("""{"method":"mean","kwargs":{}}""", "mean")]
    // Python takes the last one, too.
    [InlineData("""{"method":"mean","method":"steal"}""", "steal")]
    [InlineData("""{"Method":"mean"}""", null)]
    [InlineData("""{"method":1}""", null)]
    [InlineData("""{"kwargs":{"method":"mean"}}""", null)]
    [InlineData("""["mean"]""", null)]
    [InlineData("""{"method":"mean","x":NaN}""", null)]
    [InlineData("\u0080\u0004pickle", null)]
    public void Sees_the_method_as_the_algorithm_will(string input, string? method) =>
        Assert.Equal(method, RequestFacts.Read(Encoding.UTF8.GetBytes(input)).Method);

    private static OutputVerdict Output(PolicyConfig policy, long bytes) =>
        new StationPolicies(policy, []).JudgeOutput(new RunRequest(Grant, "mean", "", []), bytes);
}
