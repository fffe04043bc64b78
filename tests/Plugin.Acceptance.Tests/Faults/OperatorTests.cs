using System.Text.Json.Nodes;
using Plugin.Testing.Running;

namespace Plugin.Acceptance.Tests.Faults;

public sealed class A_run_that_needs_the_stations_operator
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Starts_and_leaves_on_a_word_given_while_the_agent_was_dead_and_the_history_says_whose()
    {
        await using var federation = await Federation.Prepare();
        var station = federation.Stations[0];
        station.Policies.Add("allowed_users: [alice]");
        station.Policies.Add("approval: [{ methods: [wait] }]");
        station.Policies.Add("hold: [{ organizations: [North] }]");
        station.Start();
        var task = await federation.Researcher.Submit(
            federation.Collaboration, Federation.Image,
            new JsonObject { ["method"] = "wait", ["kwargs"] = new JsonObject { ["milliseconds"] = 1 } }, federation.Organisations[..1], "default");
        var run = (await federation.RunsOf(task)).Single();

        await Reached(federation, run, "run.awaits_approval/1");
        Assert.Equal("pending", await Status(federation, run));
        await station.Kill();
        Assert.Contains($"May run {run} start?", await Said("approvals", "--data", station.Data), StringComparison.Ordinal);
        Assert.Equal(
            $"Run {run} was approved by Jan (account {Environment.UserName}): agreed.",
            await Said("approve", $"{run}", "--reason", "agreed", "--as", "Jan", "--data", station.Data));
        station.Start();

        await Reached(federation, run, "run.held/2");
        Assert.Equal("active", await Status(federation, run));
        await station.Kill();
        Assert.StartsWith($"The release of the result of run {run} was approved by ", await Said("approve", $"{run}", "--data", station.Data), StringComparison.Ordinal);
        Assert.Equal("Nothing waits for you.", await Said("approvals", "--data", station.Data));
        station.Start();

        Assert.Equal("completed", await federation.Finished(task, Patience));
        Assert.Single(await federation.Results(task));
        Assert.Equal(
            [
                "run.created/1", "run.claimed/1", "run.awaits_approval/1", "run.approved/1", "run.initializing/1", "run.started/1", "run.held/2", "run.ended/2",
            ],
            await federation.EventsOf(run));
        var history = JsonNode.Parse((await CommandLine.Run(Patience, "replay", $"run-{run}", "--json", "--data", federation.Hub.Folder)).Output)!;
        Assert.Equal(
            [
                $"The run was approved by Jan (account {Environment.UserName}): agreed. Rule: policies.approval[0].",
                "The station keeps the result back until its operator releases it. Rule: policies.hold[0].",
                $"The algorithm ended with exit code 0. The release of its result was approved by {Environment.UserName}. Rule: policies.hold[0].",
            ],
            history["changes"]!.AsArray().Select(change => (string?)change!["cause"]).OfType<string>());
    }

    private static async Task Reached(Federation federation, int run, string name) => await Eventually.Get(
        async () => (await federation.EventsOf(run)).Contains(name) ? name : null,
        Patience, () => $"{name} of run {run}.\n{federation.Stations[0].Output}");

    private static async Task<string> Status(Federation federation, int run) => (string)(await federation.Researcher.Get($"run/{run}"))["status"]!;

    private static async Task<string> Said(params string[] arguments)
    {
        var said = await CommandLine.Run(Patience, ["station", .. arguments]);
        Assert.True(said.ExitCode == 0, said.Output + said.Errors);
        return said.Output.Trim();
    }
}
