using Plugin.Node.Configuration;
using Plugin.Node.Tests.Support;

namespace Plugin.Node.Tests.Configuration;

public sealed class A_configuration_with_mistakes : IDisposable
{
    private readonly Scratch _scratch = new();

    private string File => Path.Combine(_scratch.Folder, "station.yaml");

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Is_told_all_of_them_at_once_with_their_lines()
    {
        var refusal = Assert.Throws<ConfigException>(() => Load("""
            hub:
              url: hub.example.org
              port: 443
            data: data
            runtime: {kind: podman, socket: /run/podman.sock}
            databases:
              - label: 1st
                type: csv
              - {label: b, uri: b.csv, type: csv, share_colums: [a]}
            limits:
              memory: lots
              cpus: none
            allowed_images: ['.*']
            share_logs: perhaps
            """));

        Assert.Equal(
            [
                "1: key is missing (or key_file with the path of a file that holds it).",
                "2: hub.url is wrong: 'hub.example.org' is not an address of a hub; it should look like https://hub.example.org:443.",
                "3: hub.port is not a setting of a station.",
                "5: runtime.kind must be docker or process, not 'podman'.",
                "7: databases[0].uri is missing.",
                "7: databases[0].label must be a word of letters, digits and underscores, not '1st'.",
                "9: databases[1].share_colums is not a setting of a station; did you mean databases[].share_columns?",
                "11: limits.memory is not a setting of a station; did you mean limits.memory_mb?",
                "12: limits.cpus must be a number of at least 0.01 and at most 1024, not 'none'.",
                "13: allowed_images is not a setting of a station; did you mean policies.allowed_images?",
                "14: share_logs must be true, false or a list of patterns of images, not 'perhaps'.",
            ],
            refusal.Message.Split('\n').Select(line => line.Replace(File + ":", "", StringComparison.Ordinal)));
    }

    [Fact]
    public void Names_the_line_where_it_is_no_yaml() =>
        Assert.StartsWith($"{File}:2: this is not valid YAML", Assert.Throws<ConfigException>(() => Load("data: x\nhub: }")).Message, StringComparison.Ordinal);

    [Fact]
    public void Names_the_secret_that_is_not_there()
    {
        var refusal = Assert.Throws<ConfigException>(() => Load("""
            hub: {url: "http://localhost"}
            key: ${PLUGIN_TEST_NOT_SET}
            data: data
            runtime: {kind: docker}
            databases:
              - label: a
                uri: postgresql://db
                type: sql
                env: {password: "${file:nowhere}"}
            """));

        Assert.Equal(
            $"""
            {File}:2: key takes its value from the environment variable PLUGIN_TEST_NOT_SET, which is not set.
            {File}:9: databases[0].env.password names a file that does not exist: {_scratch.Folder}/nowhere.
            """, refusal.Message);
    }

    private StationConfig Load(string yaml)
    {
        System.IO.File.WriteAllText(File, yaml);
        return StationConfigFile.Load(File, null);
    }
}

public sealed class A_secret_of_the_configuration : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite, null)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.GroupRead, "the members of its group")]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead, "every user of this machine")]
    public void Comes_from_its_own_file_and_warns_when_others_can_read_that(UnixFileMode mode, string? others)
    {
        var secret = Path.Combine(_scratch.Folder, "node.key");
        File.WriteAllText(secret, "the-key\n");
        File.SetUnixFileMode(secret, mode);

        var config = Load("key_file: node.key");

        Assert.Equal("the-key", config.Key);
        Assert.Equal(
            others is null ? [] : [$"{_scratch.Folder}/station.yaml:2: key_file is in {secret}, which {others} can read or change; chmod 600 would close it."],
            config.Warnings);
    }

    [Fact]
    public void May_stand_in_the_environment()
    {
        Environment.SetEnvironmentVariable("PLUGIN_TEST_NODE_KEY", "from-outside");

        Assert.Equal("from-outside", Load("key: ${PLUGIN_TEST_NODE_KEY}").Key);
    }

    [Fact]
    public void Makes_a_warning_when_the_configuration_holds_it_and_others_can_read_that()
    {
        var config = Load("key: secret", open: true);

        Assert.Equal(
            [$"{_scratch.Folder}/station.yaml:2: key is in {_scratch.Folder}/station.yaml, which every user of this machine can read or change; chmod 600 would close it."],
            config.Warnings);
    }

    private StationConfig Load(string key, bool open = false)
    {
        var file = Path.Combine(_scratch.Folder, "station.yaml");
        File.WriteAllText(file, $$"""
            hub: {url: "http://localhost"}
            {{key}}
            data: data
            runtime: {kind: docker}
            """);
        File.SetUnixFileMode(file, open ? UnixFileMode.UserRead | UnixFileMode.OtherRead : UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return StationConfigFile.Load(file, null);
    }
}
