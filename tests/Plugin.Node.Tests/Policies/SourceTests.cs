using System.Text;
using Plugin.Contracts;

namespace Plugin.Node.Tests.Policies;

public sealed class A_data_source : PolicySpec
{
    public static TheoryData<SourceRules, string?> Rules { get; } = new()
    {
        { new(), null },
        { new() { Images = ["registry.example.org/approved/mean"] }, null },
        { new() { Images = ["registry.example.org/approved/sum"] }, "images" },
        { new() { Users = ["alice"] }, null },
        { new() { Users = ["bob"] }, "users" },
        { new() { Organizations = ["9"] }, null },
        { new() { Organizations = ["Beta"] }, "organizations" },
        { new() { Users = ["bob"], Organizations = ["Alpha"] }, null },
        { new() { Methods = ["sum", "mean"] }, null },
        { new() { Methods = ["sum"] }, "methods" },
        { new() { Methods = ["Mean"] }, "methods" },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void May_be_used_by_those_it_is_meant_for(SourceRules rules, string? refusing)
    {
        var verdict = Judge(Everything, source: rules);

        Assert.Equal(refusing is null ? null : $"databases.default.allowed.{refusing}", RefusedBy(verdict));
        Assert.Equal(refusing is null ? null : RunStatus.NotAllowed, (verdict as Verdict.No)?.State);
    }

    [Fact]
    public void Is_not_used_by_a_method_that_cannot_be_seen() => Assert.Equal(
        "The input does not show which method is called, and only some may use the data source 'default' of this station.",
        Assert.IsType<Verdict.No>(Judge(Everything, source: new() { Methods = ["mean"] }, method: null)).Reason);

    [Theory]
    [InlineData("select * from patients", null, "databases.default.allowed.queries")]
    [InlineData(null, """[{"function":"filter"}]""", "databases.default.allowed.preprocessing")]
    [InlineData("", null, "databases.default.allowed.queries")]
    public void Takes_no_query_and_no_preprocessing_unless_allowed(string? query, string? preprocessing, string rule)
    {
        Assert.Equal(rule, RefusedBy(Judge(Everything, query: query, preprocessing: preprocessing)));
        Assert.IsType<Verdict.Yes>(Judge(Everything, source: new() { AllowsQueries = true, AllowsPreprocessing = true }, query: query, preprocessing: preprocessing));
    }

    [Theory]
    [InlineData(10, null, 10, true)]
    [InlineData(10, null, 9, false)]
    [InlineData(10, 20, 19, false)]
    [InlineData(20, 10, 10, true)]
    [InlineData(20, 0, null, true)]
    [InlineData(0, null, null, true)]
    public void Needs_the_records_that_are_asked_for(int general, int? own, int? records, bool allowed)
    {
        var verdict = Judge(
            Everything with { MinimumRecords = general }, source: new() { MinimumRecords = own },
            records: records is { } n ? new RecordCount.AtLeast(n) : null);

        Assert.Equal(allowed ? null : own is null ? "policies.minimum_records" : "databases.default.minimum_records", RefusedBy(verdict));
    }

    [Fact]
    public void Never_says_how_few_records_it_has() => Assert.Equal(
        "The data source 'default' has fewer than the 10 records that this station asks for.",
        Assert.IsType<Verdict.No>(Judge(Everything with { MinimumRecords = 10 }, records: new RecordCount.AtLeast(3))).Reason);

    [Fact]
    public void Is_refused_where_records_are_asked_for_and_cannot_be_counted() => Assert.Equal(
        "This station asks for 10 records, and those of the data source 'default' cannot be counted: it is not a file.",
        Assert.IsType<Verdict.No>(Judge(Everything with { MinimumRecords = 10 }, records: new RecordCount.Unknown("it is not a file."))).Reason);

    [Theory]
    [InlineData("", 0)]
    [InlineData("a,b", 0)]
    [InlineData("a,b\n", 0)]
    [InlineData("a,b\n1,2", 1)]
    [InlineData("a,b\r\n1,2\r\n3,4\r\n", 2)]
    [InlineData("a,b\r1,2\r3,4\r", 2)]
    [InlineData("a,b\n\n1,2\n   \n3,4\n\n\n", 2)]
    [InlineData("a,b\n\"x\ny\",2\n3,4\n", 2)]
    [InlineData("a,b\n\"x\"\"\ny\",2\n", 1)]
    [InlineData("a,b\n\"never closed,2\n3,4\n5,6\n", 0)]
    [InlineData("\n\na,b\n1,2\n", 1)]
    [InlineData("a\n1\n2\n3\n4\n5\n6\n7\n", 5)]
    public async Task Of_csv_is_counted_as_whoever_reads_it_would(string csv, int records)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(csv));

        Assert.Equal(records, await Node.Policies.Records.CsvRecords(stream, enough: 5, TestContext.Current.CancellationToken));
    }
}
