using Plugin.Node.Configuration;
using Plugin.Node.Tests.Support;

namespace Plugin.Node.Tests.Policies;

public sealed class The_policies_in_the_configuration : IDisposable
{
    private const string Whole = """
        hub: {url: "https://hub.example.org"}
        key: secret-key
        data: data
        runtime: {kind: docker}
        operator_port: 8732
        databases:
          - label: default
            uri: cohort.csv
            type: csv
            minimum_records: 0
            allowed: {images: plugin/algorithms, users: [4, alice], organizations: 3, methods: [mean], queries: true, preprocessing: yes}
        policies:
          allowed_images: ['plugin/.*']
          allowed_stores: https://store.example.org/api
          either_image_or_store: true
          allowed_users: [4, "alice"]
          allowed_organizations: [3, Alpha]
          minimum_records: 10
          largest_result_kb: 64
          approval:
            - {}
            - {images: 'plugin/.*', users: [4], organizations: [3], methods: [central], databases: [default]}
          hold: [{methods: [partial]}]
          decide_within_hours: 1.5
        """;

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Are_read_with_ids_and_names_alike()
    {
        var config = Load(Whole);

        var policies = config.Policies;
        Assert.Equal(["https://store.example.org/api"], policies.AllowedStores);
        Assert.Equal(["4", "alice"], policies.AllowedUsers);
        Assert.Equal(["3", "Alpha"], policies.AllowedOrganizations);
        Assert.Equal((true, 10, 65536, TimeSpan.FromMinutes(90), 8732), (policies.EitherImageOrStore, policies.MinimumRecords, policies.LargestResult, policies.DecideWithin, config.OperatorPort));
        Assert.Equal(2, policies.Approval.Count);
        Assert.Equal((0, 0), (policies.Approval[0].Images.Count, policies.Approval[0].Methods.Count));
        Assert.Equal(("plugin/.*", "4", "3", "central", "default"), (
            policies.Approval[1].Images.Single(), policies.Approval[1].Users.Single(), policies.Approval[1].Organizations.Single(),
            policies.Approval[1].Methods.Single(), policies.Approval[1].Databases.Single()));
        Assert.Equal(["partial"], policies.Hold.Single().Methods);
        var source = config.Databases.Single().Rules;
        Assert.Equal((0, true, true, "plugin/algorithms", 2), (source.MinimumRecords, source.AllowsQueries, source.AllowsPreprocessing, source.Images.Single(), source.Users.Count));
    }

    [Fact]
    public void Allow_nothing_and_ask_nobody_when_they_are_left_out()
    {
        var config = Load(Whole[..Whole.IndexOf("databases:", StringComparison.Ordinal)].Replace("operator_port: 8732", "", StringComparison.Ordinal));

        Assert.Equal(
            (0, 0, null, TimeSpan.FromDays(7), null),
            (config.Policies.AllowedImages.Count, config.Policies.MinimumRecords, config.Policies.LargestResult, config.Policies.DecideWithin, config.OperatorPort));
        Assert.Empty(config.Policies.Approval.Concat(config.Policies.Hold));
    }

    [Theory]
    [InlineData("allowed_users: [4, \"alice\"]", "allowed_users: []", "policies.allowed_users is empty; leave it out, or name what it is about.")]
    [InlineData("allowed_users: [4, \"alice\"]", "allowed_users:", "policies.allowed_users is empty; leave it out, or name what it is about.")]
    [InlineData("organizations: 3,", "organizations: [''],", "databases[0].allowed.organizations has an empty entry.")]
    [InlineData("['plugin/.*']", "['a)|(b']", "policies.allowed_images holds 'a)|(b', which is not a regular expression:")]
    [InlineData("['plugin/.*']", @"['(a)\1']", @"policies.allowed_images holds '(a)\1', which is not a regular expression:")]
    [InlineData("- {images: 'plugin/.*'", "- {images: '['", "policies.approval[1].images holds '[', which is not a regular expression:")]
    [InlineData("hold: [{methods: [partial]}]", "hold: [{method: partial}]", "policies.hold[0].method is not a setting of a station")]
    [InlineData("minimum_records: 10", "minimum_records: 0", "policies.minimum_records must be a whole number of at least 1, not '0'.")]
    [InlineData("operator_port: 8732", "operator_port: 70000", "operator_port must be a whole number of at least 1 and at most 65535, not '70000'.")]
    [InlineData("decide_within_hours: 1.5", "decide_within_hours: 0", "policies.decide_within_hours must be a number of at least 0.01 and at most 8760, not '0'.")]
    public void Are_refused_when_they_do_not_mean_what_they_seem_to(string right, string wrong, string complaint) => Assert.Contains(
        complaint, Assert.Throws<ConfigException>(() => Load(Whole.Replace(right, wrong, StringComparison.Ordinal))).Message, StringComparison.Ordinal);

    private StationConfig Load(string yaml)
    {
        var file = Path.Combine(_scratch.Folder, "station.yaml");
        File.WriteAllText(file, yaml);
        return StationConfigFile.Load(file, null);
    }
}
