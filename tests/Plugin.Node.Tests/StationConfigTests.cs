using Plugin.Node.Configuration;
using Plugin.Node.Tests.Support;

namespace Plugin.Node.Tests;

public sealed class A_stations_configuration : IDisposable
{
    private const string Whole = """
        hub: {url: "https://hub.example.org:443", api_path: /api}
        key: secret-key
        data: data
        runtime: {kind: process, algorithms: bin/Plugin.Algorithms}
        share_logs: true
        databases:
          - {label: default, uri: cohort.csv, type: csv}
          - label: omop
            uri: jdbc:postgresql://db.internal/omop
            type: omop
            env: {user: reader}
        policies: {allowed_images: ['plugin/algorithms(:.*)?']}
        limits: {top_level_runs: 1, child_runs: 3, memory_mb: 512, cpus: 0.5}
        algorithm_env: {MINIMUM_GROUP_SIZE: 10}
        """;

    private readonly Scratch _scratch = new();

    private string File => Path.Combine(_scratch.Folder, "station.yaml");

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Is_read_with_paths_that_start_at_its_folder()
    {
        var config = Load(Whole);

        Assert.Equal(new Uri("https://hub.example.org/api/station/feed"), config.Hub.Of("station/feed"));
        Assert.Equal(
            ("secret-key", Path.Combine(_scratch.Folder, "data"), true), (config.Key, config.DataFolder, config.ShareLogs.Contains("any:1")));
        Assert.Equal(new RuntimeConfig.Process(Path.Combine(_scratch.Folder, "bin/Plugin.Algorithms")), config.Runtime);
        Assert.Equal(
            [Path.Combine(_scratch.Folder, "cohort.csv"), "jdbc:postgresql://db.internal/omop"], config.Databases.Select(d => d.Uri));
        Assert.Equal(new LimitConfig(1, 3, 512L << 20, 0.5), config.Limits);
        Assert.Equal("10", config.AlgorithmEnv["MINIMUM_GROUP_SIZE"]);
    }

    [Fact]
    public void Takes_its_data_folder_from_the_command_line_when_given_there() =>
        Assert.Equal("/elsewhere", Load(Whole, "/elsewhere").DataFolder);

    [Fact]
    public void Never_shows_the_key() => Assert.DoesNotContain("secret-key", Load(Whole).ToString(), StringComparison.Ordinal);

    [Theory]
    [InlineData("key: secret-key", "", "1: key is missing (or key_file with the path of a file that holds it).")]
    [InlineData("data: data", "", "1: data is missing.")]
    [InlineData("key: secret-key", "key_file: nowhere", "2: key_file names a file that does not exist: {folder}/nowhere.")]
    [InlineData("https://hub.example.org:443", "hub.example.org", "1: hub.url is wrong: 'hub.example.org' is not an address of a hub; it should look like https://hub.example.org:443.")]
    [InlineData("kind: process", "kind: podman", "4: runtime.kind must be docker or process, not 'podman'.")]
    [InlineData("label: omop", "label: default", "8: databases[1].label 'default' is given twice.")]
    [InlineData("label: omop", "label: my-data", "8: databases[1].label must be a word of letters, digits and underscores, not 'my-data'.")]
    [InlineData("label: omop", "label: tmp", "8: databases[1].label may not be 'tmp'.")]
    [InlineData("share_logs: true", "share_logs: maybe", "5: share_logs must be true, false or a list of patterns of images, not 'maybe'.")]
    [InlineData("label: omop", "label: out", "8: databases[1].label may not be 'out'.")]
    [InlineData("type: omop", "type: omap", "10: databases[1].type must be one of csv, parquet, excel, folder, sql, sparql, omop, other, not 'omap'.")]
    [InlineData("top_level_runs: 1", "top_level_runs: 0", "13: limits.top_level_runs must be a whole number of at least 1, not '0'.")]
    [InlineData("memory_mb: 512", "memory: 512", "13: limits.memory is not a setting of a station; did you mean limits.memory_mb?")]
    [InlineData("share_logs: true", "shareLogs: true", "5: shareLogs is not a setting of a station; did you mean share_logs?")]
    [InlineData("MINIMUM_GROUP_SIZE", "PKG_NAME", "14: algorithm_env may not set PKG_NAME.")]
    public void Is_refused_by_the_name_of_the_key_that_is_wrong(string right, string wrong, string complaint)
    {
        var refusal = Assert.Throws<ConfigException>(() => Load(Whole.Replace(right, wrong, StringComparison.Ordinal)));

        Assert.Equal($"{File}:{complaint.Replace("{folder}", _scratch.Folder, StringComparison.Ordinal)}", refusal.Message);
    }

    [Theory]
    [InlineData("a: [", "is not valid YAML")]
    [InlineData("- a", "the file must be a mapping of keys to values")]
    public void Is_refused_when_it_is_no_configuration_at_all(string text, string complaint) =>
        Assert.Contains(complaint, Assert.Throws<ConfigException>(() => Load(text)).Message, StringComparison.Ordinal);

    private StationConfig Load(string yaml, string? data = null)
    {
        System.IO.File.WriteAllText(File, yaml);
        return StationConfigFile.Load(File, data);
    }
}
