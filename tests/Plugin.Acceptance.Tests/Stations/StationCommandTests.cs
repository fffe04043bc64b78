using System.Text.Json.Nodes;
using Plugin.Acceptance.Tests.Faults;
using Plugin.Testing.Running;

namespace Plugin.Acceptance.Tests.Stations;

/// <summary>What an operator at a hospital sees of a station that works for a real hub.</summary>
public sealed class The_commands_for_a_station(RunningFederation running) : IClassFixture<RunningFederation>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Show_how_it_does_who_read_what_and_that_the_record_is_whole()
    {
        var federation = running.Federation;
        var station = federation.Stations[0];
        var input = new JsonObject { ["method"] = "partial_summary", ["kwargs"] = new JsonObject { ["columns"] = new JsonArray("age") } };
        var task = await federation.Researcher.Submit(federation.Collaboration, Federation.Image, input, federation.Organisations[..1], "default");
        Assert.Equal("completed", await federation.Finished(task, Patience));

        var check = await Ran("check", "--config", station.Config);
        Assert.True(check.ExitCode == 0, check.Output + check.Errors);
        Assert.Contains("hub key: The hub knows it: node", check.Output, StringComparison.Ordinal);
        Assert.Contains("access log: 2 entries, none changed", check.Output, StringComparison.Ordinal);

        var status = await Ran("status", "--config", station.Config, "--json");
        Assert.Equal((0, "running"), (status.ExitCode, (string?)JsonNode.Parse(status.Output)!["state"]));

        var read = JsonNode.Parse((await Ran("access-log", "--config", station.Config, "--json")).Output.Split('\n')[0])!;
        Assert.Equal(("read", "default", task), ((string?)read["event"], (string?)read["source"], (int)read["task"]!));

        var verified = await Ran("access-log", "--config", station.Config, "--verify");
        Assert.True(verified.ExitCode == 0, verified.Output);
        var log = Path.Combine(station.Data, "access-log.jsonl");
        var copy = Path.Combine(station.Data, "tampered.jsonl");
        await File.WriteAllTextAsync(copy, (await File.ReadAllTextAsync(log)).Replace("\"source\":\"default\"", "\"source\":\"another\"", StringComparison.Ordinal));
        var tampered = await Ran("access-log", "--file", copy, "--verify");
        Assert.Equal(1, tampered.ExitCode);
        Assert.Contains("entry 1 is wrong: entry 2 was written after another one", tampered.Output, StringComparison.Ordinal);
        var cut = await Ran("access-log", "--file", log, "--verify", "--head", $"3:{new string('a', 64)}");
        Assert.Equal(1, cut.ExitCode);
        Assert.Contains("the end was cut off", cut.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Have_the_hub_show_what_the_station_tells_about_itself()
    {
        var federation = running.Federation;
        var nodes = (await federation.Root.Get("node?per_page=100"))["data"]!.AsArray();
        var id = (int)nodes.Single(n => (string?)n!["name"] == "node 0")!["id"]!;

        // The stations may still be on their way to the hub.
        var config = await Eventually.Get(
            async () => (await federation.Root.Get($"node/{id}"))["config"]!.AsArray() is { Count: > 0 } told ? told : null, Patience, () => "the node's configuration at the hub");

        var rows = config.Select(row => $"{row!["key"]}={row["value"]}").ToList();
        Assert.Contains("database_labels=default", rows);
        Assert.Contains("db_type_default=csv", rows);
        Assert.Contains("encryption=false", rows);
        Assert.Contains("allowed_algorithms=plugin/algorithms:.*", rows);
        Assert.Contains(rows, row => row.StartsWith("agent_version=", StringComparison.Ordinal));
        Assert.Contains(rows, row => row.StartsWith("access_log=", StringComparison.Ordinal));
    }

    private static Task<CommandLine> Ran(params string[] arguments) => CommandLine.Run(Patience, ["station", .. arguments]);
}
