using Plugin.Domain;
using Plugin.Domain.Runs;
using Plugin.Grains;
using Plugin.Grains.Readings;
using Plugin.Grains.Runs;
using Plugin.Grains.Tasks;
using Plugin.ReadModels;
using Plugin.Simulation.Checking;
using Plugin.Simulation.Hospitals;
using Plugin.Simulation.Hub;
using Plugin.Simulation.Seen;

namespace Plugin.Simulation.People;

/// <summary>Orders tasks, looks at what comes of them, kills some, and insists on an answer each time.</summary>
internal sealed class Researcher(
    Desk desk, UserId user, CollaborationId collaboration, IReadOnlyList<OrganisationId> organisations, Scene scene)
{
    private static readonly string[] Images =
        ["registry.example/partial", "registry.example/partial", Algorithm.Central, Algorithm.Central, AgentRuntime.MissingImage];

    private CallContext By { get; } = new($"user:{user.Value}");

    public async Task Work(int tasks, TimeSpan pause)
    {
        var rest = new List<Task>();
        for (var order = 1; order <= tasks; order++)
        {
            await desk.Process.Delay(scene.Chance.Between(TimeSpan.FromSeconds(0.2), pause), default);
            var (task, runs) = await Order(order);
            await Find(task);
            rest.Add(Read(task, runs));
            if (scene.Chance.Of(0.3))
            {
                rest.Add(Kill(task));
            }
        }

        await Task.WhenAll(rest);
    }

    private async Task<(TaskId Task, IReadOnlyList<RunId> Runs)> Order(int order)
    {
        // The number lets the log tell the orders apart.
        var image = $"{scene.Chance.Among(Images)}:{order}";
        var addressed = image.StartsWith(Algorithm.Central, StringComparison.Ordinal) ? [scene.Chance.Among(organisations)] : scene.Chance.SomeOf(organisations);
        var created = await desk.Insist(async silo =>
        {
            scene.History.Sent[image] = scene.History.Sent.GetValueOrDefault(image) + 1;
            var runs = new List<RunRequest>();
            foreach (var organisation in addressed)
            {
                runs.Add(new RunRequest(organisation, await Content.Of("e30="u8.ToArray(), silo.Blobs, default)));
            }

            var request = new TaskRequest(collaboration, image, $"question {order}", "", [], runs);
            var command = new CreateTask(By, user, organisations[0], request) { IdempotencyKey = $"order {order}" };
            return StationDoor.Accepted(await silo.Grains.Ask(command, default));
        });
        scene.History.Confirmed.Add((image, created.Task, scene.History.Head));
        scene.Trace.Say($"desk      order {order} is {created.Task}: {image}");
        return (created.Task, created.Runs);
    }

    /// <summary>On whichever silo: what was confirmed is there.</summary>
    private async Task Find(TaskId task)
    {
        var found = await desk.Insist(silo => silo.Store.Read.Where("tasks", "id", (long)task.Value, 1, default));
        if (found.Count == 0)
        {
            scene.History.Unread.Add($"{task} was confirmed and is not in the list of tasks.");
        }
    }

    /// <summary>Looks now and then until the first run is over, and reads what it brought.</summary>
    private async Task Read(TaskId task, IReadOnlyList<RunId> runs)
    {
        var run = scene.Chance.Among(runs);
        for (var looks = scene.Chance.Below(12); looks > 0; looks--)
        {
            await desk.Process.Delay(scene.Chance.Between(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(20)), default);
            if (await desk.Insist(silo => Result(silo, task, run)) is { } result)
            {
                scene.Coverage.Count("work: result read");
                scene.History.Results.Add(result);
                looks = Math.Min(looks, 3);
            }
        }
    }

    private async Task<SeenResult?> Result(Silo silo, TaskId task, RunId run)
    {
        var stored = await silo.Store.Log.ReadStream(run.ToString(), 0, default);
        if (Recorded.Fold<Run, RunEvent, RunCommand>(stored) is not Run.Ended ended)
        {
            return null;
        }

        // No byte leaves before it is on record who reads.
        StationDoor.Accepted(await silo.Grains.Ask(new RecordReadings(By, [new TaskOfReading(task, collaboration)]), default));
        var content = ended.Result is { } result ? await ResultText.Of(silo.Blobs, result.Id) : null;
        return new SeenResult(run, ended.Outcome.ToString(), content, scene.History.Head);
    }

    private async Task Kill(TaskId task)
    {
        await desk.Process.Delay(scene.Chance.Between(TimeSpan.FromSeconds(0.2), TimeSpan.FromSeconds(scene.Chance.Of(0.5) ? 10 : 60)), default);
        var killed = await desk.Insist(async silo =>
        {
            var answer = await silo.Grains.Ask(new KillTask(By, task), default);
            if (answer.Refusal is { Kind: RefusalKind.Finished })
            {
                return false;
            }

            StationDoor.Accepted(answer);
            return true;
        });
        if (!killed)
        {
            return;
        }

        scene.Coverage.Count("work: task killed");
        scene.History.Killed.Add((task, scene.History.Head));
        scene.Trace.Say($"desk      {task} is killed");
        if (await desk.Insist(silo => silo.Store.Read.Where(OpenRunsTable.Name, "job", (long)task.Value, int.MaxValue, default)) is { Count: > 0 } open)
        {
            scene.History.Unread.Add($"{task} was killed, and run {open[0]["run"]} of it is listed as {open[0]["state"]}.");
        }
    }
}
