using System.Text.Json.Nodes;
using Plugin.Testing.Running;

namespace Plugin.Acceptance.Tests.Faults;

/// <summary>SIGKILL to a process while a run is in a given state; started again with the same data, it goes on as if nothing had been.</summary>
public sealed class A_process_that_is_killed
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The last event of the run at which the process is killed.</summary>
    public static TheoryData<string> States => ["run.claimed/1", "run.started/1", "run.ended/2"];

    [Theory]
    [MemberData(nameof(States))]
    public async Task As_the_hub_loses_nothing_and_runs_nothing_twice(string state)
    {
        await using var federation = await Federation.Start();
        var task = await Submit(federation);

        await Reached(federation, task, state);
        await federation.Hub.Kill();
        await federation.Hub.Serve();

        await EveryRunEndsOnceWithItsResult(federation, task, retries: 0);
    }

    [Theory]
    [MemberData(nameof(States))]
    public async Task As_a_station_loses_nothing_and_runs_nothing_twice(string state)
    {
        await using var federation = await Federation.Start();
        var task = await Submit(federation);

        await Reached(federation, task, state);
        await federation.Stations[0].Kill();
        federation.Stations[0].Start();

        // Killed while it starts the algorithm, the station cannot know whether it did; it makes an end of it and is given a new attempt.
        var uncertain = state is "run.claimed/1";
        await EveryRunEndsOnceWithItsResult(federation, task, retries: uncertain ? 1 : 0);
    }

    [Fact]
    public async Task As_the_station_of_a_central_run_is_taken_up_again_and_orders_nothing_twice()
    {
        await using var federation = await Federation.Start();
        var task = await federation.Researcher.Submit(
            federation.Collaboration, Federation.Image, Input("wait_central", milliseconds: 1500), federation.Organisations[..1], "default");
        var run = (await federation.RunsOf(task)).Single();
        await Eventually.Get(
            async () => (await federation.EventsOf(run)).Contains("run.subtask_created/1") ? "ordered" : null,
            Patience, () => $"a subtask of run {run}.\n{federation.Stations[0].Output}");

        await federation.Stations[0].Kill();
        federation.Stations[0].Start();

        await Completed(federation, task);
        Assert.Equal(4500, (int)(await federation.Results(task)).Single()["milliseconds"]!);
        Assert.Equal(1, (await federation.EventsOf(run)).Count(name => name == "run.subtask_created/1"));
    }

    [Fact]
    public async Task As_all_of_them_at_once_comes_back_as_a_whole()
    {
        await using var federation = await Federation.Start();
        var task = await Submit(federation);
        // All of them, since a station that is killed while it starts the algorithm may be given a new attempt.
        for (var station = 0; station < federation.Stations.Count; station++)
        {
            await Reached(federation, task, "run.started/1", station);
        }

        await Task.WhenAll([federation.Hub.Kill(), .. federation.Stations.Select(station => station.Kill())]);
        federation.Stations.ForEach(station => station.Start());
        await federation.Hub.Serve();

        await EveryRunEndsOnceWithItsResult(federation, task, retries: 0);
    }

    private static Task<int> Submit(Federation federation) => federation.Researcher.Submit(
        federation.Collaboration, Federation.Image, Input("wait", milliseconds: 1500), federation.Organisations, "default");

    private static JsonObject Input(string method, int milliseconds) => new()
    {
        ["method"] = method,
        ["kwargs"] = new JsonObject { ["milliseconds"] = milliseconds },
    };

    /// <summary>A hospital's run has come at least as far as this event. A short-lived state may have passed when the signal arrives.</summary>
    private static async Task Reached(Federation federation, int task, string state, int station = 0)
    {
        var run = (await federation.RunsOf(task))[station];
        await Eventually.Get(
            async () => (await federation.EventsOf(run)).Contains(state) ? state : null,
            Patience, () => $"{state} of run {run}.\n{federation.Stations[station].Output}");
    }

    private static async Task Completed(Federation federation, int task)
    {
        var status = await federation.Finished(task, Patience);
        Assert.True(status == "completed", $"Task {task} is {status}: {await federation.Researcher.Get($"run?task_id={task}")}");
    }

    private static async Task EveryRunEndsOnceWithItsResult(Federation federation, int task, int retries)
    {
        await Completed(federation, task);
        foreach (var run in await federation.RunsOf(task))
        {
            var events = await federation.EventsOf(run);
            Assert.Equal(1, events.Count(name => name == "run.ended/2"));
            Assert.InRange(events.Count(name => name == "run.claimed/1"), 1, 1 + retries);
        }

        Assert.All(await federation.Results(task), result => Assert.Equal(1500, (int)result["milliseconds"]!));
        Assert.Equal(3, (await federation.Results(task)).Count);
    }
}
