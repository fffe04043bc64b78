using Plugin.Client;
using Plugin.Node.Configuration;
using Plugin.Node.Tests.Support;

namespace Plugin.Node.Tests.Configuration;

public sealed class What_a_station_tells_about_itself : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Has_the_keys_of_the_contract()
    {
        Assert.Equal(
            [
                "encryption=false", "allowed_algorithms=plugin/.*", "database_labels=default", "database_labels=omop", "db_type_default=csv", "db_type_omop=sql",
                "columns_omop=year_of_birth",
            ],
            Facts(Config()).Where(fact => !fact.StartsWith("rules=", StringComparison.Ordinal)));
    }

    [Fact]
    public void Has_the_rules_in_parts_that_the_hub_puts_together_again()
    {
        var images = Enumerable.Range(0, 300).Select(i => $"registry.example.org/algorithm-{i}").ToArray();
        var config = Config() with
        {
            Policies = new PolicyConfig(images) { MinimumRecords = 5, Approval = [new RunRuleConfig { Methods = ["wait"] }], LargestResult = 4096 },
        };

        string[] parts = [.. StationFacts.Of(config).Where(fact => fact.Key == PublicRules.Fact).Select(fact => fact.Value)];
        var rules = PublicRules.Read(parts);

        Assert.True(parts.Length > 1 && parts.All(part => part.Length <= 4096), $"{parts.Length} parts");
        Assert.Equal((5, true), (rules!.MinimumOf("omop"), rules.AsksForMethods));
        Assert.Equal(["default", "omop"], rules.Sources.Select(source => source.Label));
        Assert.Null(PublicRules.Read(parts[..1]));
        Assert.Empty(PublicRules.Told(config.Policies with { Hold = [new RunRuleConfig { Users = ["jane"] }] }, []));
        Assert.DoesNotContain("cohort.csv", string.Concat(parts));
    }

    [Fact]
    public void Has_columns_only_where_they_may_be_shared()
    {
        File.WriteAllText(Path.Combine(_scratch.Folder, "cohort.csv"), "age,\"sex, at birth\",\"the \"\"grade\"\"\"\r\n40,f,1\r\n");

        Assert.Equal(
            ["columns_default=age", "columns_default=sex, at birth", "columns_default=the \"grade\""],
            Facts(Config(DatabaseConfig.AllColumns)).Where(f => f.StartsWith("columns_default", StringComparison.Ordinal)));
    }

    [Fact]
    public void Has_no_columns_of_a_file_that_is_missing() => Assert.DoesNotContain(
        Facts(Config(DatabaseConfig.AllColumns)), f => f.StartsWith("columns_default", StringComparison.Ordinal));

    [Theory]
    [InlineData("4", "allowed_users=4", "allowed_orgs=North Hospital")]
    [InlineData("jane")]
    public void Has_who_may_ask_unless_that_would_name_people(string user, params string[] told) => Assert.Equal(
        told,
        Facts(Config() with { Policies = new PolicyConfig(["plugin/.*"]) { AllowedUsers = [user], AllowedOrganizations = ["North Hospital"] } })
            .Where(f => f.StartsWith("allowed_users", StringComparison.Ordinal) || f.StartsWith("allowed_orgs", StringComparison.Ordinal)));

    [Fact]
    public void Is_almost_nothing_when_it_shares_nothing() => Assert.Equal(["encryption=false"], Facts(Config() with { ShareConfig = false }));

    [Fact]
    public void Names_who_may_ask_only_where_ids_say_it_all()
    {
        var policies = new PolicyConfig(["plugin/.*"]) { AllowedUsers = ["4"], AllowedOrganizations = ["3", "Alpha"] };

        Assert.Equal(["allowed_users=4", "allowed_orgs=3", "allowed_orgs=Alpha"], Allowed(policies));
        Assert.Empty(Allowed(policies with { AllowedUsers = ["4", "alice"] }));
    }

    private IEnumerable<string> Allowed(PolicyConfig policies) => Facts(Config() with { Policies = policies })
        .Where(f => f.StartsWith("allowed_users", StringComparison.Ordinal) || f.StartsWith("allowed_orgs", StringComparison.Ordinal));

    private static IEnumerable<string> Facts(StationConfig config) => StationFacts.Of(config).Select(f => $"{f.Key}={f.Value}");

    private StationConfig Config(params string[] columns) => new(
        HubAddress.Parse("http://localhost", "/api"), "key", _scratch.Data, new RuntimeConfig.Docker("/var/run/docker.sock", ImagePull.Missing),
        [
            new DatabaseConfig("default", Path.Combine(_scratch.Folder, "cohort.csv"), "csv", new Dictionary<string, string>()) { SharedColumns = columns },
            new DatabaseConfig("omop", "postgresql://db/omop", "sql", new Dictionary<string, string>()) { SharedColumns = ["year_of_birth"] },
        ],
        new PolicyConfig(["plugin/.*"]), new LimitConfig(), new Dictionary<string, string>(), ShareLogs: ImagePatterns.None, PrivateKeyFile: null);
}
