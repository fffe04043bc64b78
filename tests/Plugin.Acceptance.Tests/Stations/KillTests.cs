using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Plugin.Testing.Running;

namespace Plugin.Acceptance.Tests.Stations;

/// <summary>Hub, station and container engine, none of them played.</summary>
public sealed class A_container_that_does_not_want_to_end
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>2 s, and what a busy machine adds; an engine that is only asked to stop it waits for 10.</summary>
    private static readonly TimeSpan Allowed = TimeSpan.FromSeconds(8);

    [Fact]
    public async Task Is_read_while_it_runs_and_gone_two_seconds_after_its_kill()
    {
        await using var image = await ScriptImage.Import($"plugin-acceptance/stubborn:{Environment.ProcessId}");
        await using var federation = await Federation.Prepare("kind: docker\npull: never");
        federation.Stations[0].Start();
        var task = (int)(await federation.Researcher.Post("task", new JsonObject
        {
            ["name"] = "stubborn",
            ["image"] = image.Name,
            ["collaboration_id"] = federation.Collaboration,
            ["organizations"] = new JsonArray(new JsonObject
            {
                ["id"] = federation.Organisations[0],
                ["input"] = Convert.ToBase64String(Encoding.UTF8.GetBytes("trap '' TERM; echo I stay; while :; do sleep 1; done")),
            }),
        }))["id"]!;
        var run = (await federation.RunsOf(task)).Single();
        var read = await Eventually.Get(
            async () => await federation.Researcher.Get($"run/{run}") is var seen && (string?)seen["log"] is { Length: > 0 } ? seen : null,
            Patience, () => $"the log of run {run}.\n{federation.Stations[0].Output}");
        var piece = await federation.Researcher.Get($"run/{run}/log?after=2&wait=5");

        await federation.Researcher.Post("kill/task", new JsonObject { ["id"] = task });
        var clock = Stopwatch.StartNew();
        await Eventually.Get(
            async () => (await image.StatesOf(run)).Contains("running") ? null : "gone", Patience, () => $"the end of the container.\n{federation.Stations[0].Output}");
        var took = clock.Elapsed;
        TestContext.Current.TestOutputHelper?.WriteLine($"The container was gone {took.TotalSeconds:0.00} s after its kill was accepted.");
        var after = await federation.Researcher.Get($"run/{run}");

        Assert.Equal(("active", "I stay\n"), ((string?)read["status"], (string?)read["log"]));
        Assert.Equal((2, "stay\n", 7, false), ((int)piece["from"]!, (string?)piece["text"], (int)piece["next"]!, (bool)piece["finished"]!));
        Assert.Equal(("killed by user", null), ((string?)after["status"], (string?)after["log"]));
        Assert.True(took < Allowed, $"It took {took.TotalSeconds:0.00} s.");
    }
}
