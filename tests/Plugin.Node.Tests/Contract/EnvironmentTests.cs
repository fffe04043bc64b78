using Plugin.Contracts.Station;
using Plugin.Node.Contract;
using Plugin.Node.Runtimes;

namespace Plugin.Node.Tests;

public sealed class The_contracts_environment
{
    [Theory]
    [InlineData("", "")]
    [InlineData("a", "ME!!!!!!")]
    [InlineData("abc", "MFRGG!!!")]
    [InlineData("80", "HAYA!!!!")]
    [InlineData("8080", "HAYDQMA!")]
    [InlineData("csv", "MNZXM!!!")]
    [InlineData("default,second", "MRSWMYLVNR2CY43FMNXW4ZA!")]
    [InlineData("http://proxyserver", "NB2HI4B2F4XXA4TPPB4XGZLSOZSXE!!!")]
    [InlineData("/mnt/data/default.csv", "F5WW45BPMRQXIYJPMRSWMYLVNR2C4Y3TOY!!!!!!")]
    [InlineData("/mnt/data/task-000000010/input", "F5WW45BPMRQXIYJPORQXG2ZNGAYDAMBQGAYDCMBPNFXHA5LU")]
    [InlineData("é", "YOUQ!!!!")]
    public void Encodes_values_as_the_tools_decode_them(string plain, string encoded) =>
        Assert.Equal(encoded, EnvironmentEncoding.Encode(plain));

    [Fact]
    public void Names_what_the_task_asked_for_in_its_order()
    {
        var omop = new DatabaseConfig("omop", "jdbc:postgresql://db/omop", "omop", new Dictionary<string, string> { ["user"] = "reader" });
        var cohort = new DatabaseConfig("default", "/data/cohort.csv", "csv", new Dictionary<string, string>());
        var plan = new AttemptPlan(
            Samples.Grant(), new PreparedImage("i", null),
            [new RequestedDatabase(omop, "select 1", null, null), new RequestedDatabase(cohort, null, null, """[{"function":"x"}]""")],
            new Dictionary<string, string> { ["MINIMUM_GROUP_SIZE"] = "10" }, 2, 8080);

        var environment = ContractEnvironment.Of(plan, new ContractPaths("/in", "/out", "/token", "/tmp"), d => d.Uri);

        var expected = new SortedDictionary<string, string>
        {
            ["INPUT_FILE"] = "/in",
            ["OUTPUT_FILE"] = "/out",
            ["TOKEN_FILE"] = "/token",
            ["TEMPORARY_FOLDER"] = "/tmp",
            ["HOST"] = "http://127.0.0.1",
            ["PORT"] = "8080",
            ["API_PATH"] = "",
            ["USER_REQUESTED_DATABASE_LABELS"] = "omop,default",
            ["DB_LABELS"] = "omop,default",
            ["OMOP_DATABASE_URI"] = "jdbc:postgresql://db/omop",
            ["OMOP_DATABASE_TYPE"] = "omop",
            ["OMOP_DB_PARAM_USER"] = "reader",
            ["OMOP_QUERY"] = "select 1",
            ["DEFAULT_DATABASE_URI"] = "/data/cohort.csv",
            ["DEFAULT_DATABASE_TYPE"] = "csv",
            ["DEFAULT_PREPROCESSING"] = """[{"function":"x"}]""",
            ["MINIMUM_GROUP_SIZE"] = "10",
        };
        Assert.Equal(expected.ToDictionary(v => v.Key, v => EnvironmentEncoding.Encode(v.Value)), environment);
    }
}

internal static class Samples
{
    public static ClaimGranted Grant(int run = 5, int attempt = 1, string image = "plugin/algorithms:1") => new(
        run, attempt, 105, 50, null, 3, null, null, 9, 4, 7, image,
        [new ClaimedDatabase("default", """{"query":"select 1"}"""), new ClaimedDatabase("other", "{}")], "e30=", "run-token", 120);
}
