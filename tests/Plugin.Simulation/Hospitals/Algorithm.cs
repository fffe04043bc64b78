using Plugin.Client;
using Plugin.Contracts.Station;
using Plugin.Domain;
using Plugin.Domain.Runs;
using Plugin.Grains;
using Plugin.Grains.Runs;
using Plugin.Grains.Tasks;
using Plugin.Simulation.Hub;
using Plugin.Simulation.Network;
using Plugin.Simulation.Scheduling;

namespace Plugin.Simulation.Hospitals;

/// <summary>
/// What runs in a container: a partial one computes; a central one orders subtasks through its hospital's line, as the station's proxy would,
/// and waits until they are over.
/// </summary>
internal sealed class Algorithm(Line line, Consortium consortium, Scene scene)
{
    public const string Central = "registry.example/central";

    public async Task<int> Run(Process process, ClaimGranted grant, CancellationToken life)
    {
        if (!grant.Image.StartsWith(Central, StringComparison.Ordinal) || grant.ParentTaskId is not null)
        {
            return scene.Chance.Of(0.9) ? 0 : 1;
        }

        for (var ordinal = 1; ordinal <= 2; ordinal++)
        {
            if (await Order(process, grant, ordinal, scene.Chance.SomeOf(consortium.Members), life) is not { } subtask)
            {
                return 1;
            }

            foreach (var run in subtask.Runs)
            {
                while (!await IsOver(process, run, life))
                {
                    await process.Delay(TimeSpan.FromSeconds(4), life);
                }
            }
        }

        return 0;
    }

    /// <summary>
    /// The proxy repeats a post under its key until the hub has answered it, and holds it back until the hub knows the attempt as active.
    /// </summary>
    private async Task<CreatedTask?> Order(
        Process process, ClaimGranted grant, int ordinal, IReadOnlyList<OrganisationId> organisations, CancellationToken life)
    {
        while (true)
        {
            try
            {
                var created = await line.Call(
                    process,
                    async silo =>
                    {
                        var runs = new List<RunRequest>();
                        foreach (var organisation in organisations)
                        {
                            runs.Add(new RunRequest(organisation, await Content.Of("e30="u8.ToArray(), silo.Blobs, default)));
                        }

                        var request = new TaskRequest(consortium.Id, grant.Image, "subtask", "", [], runs);
                        var by = new CallContext($"run:{grant.RunId}/{grant.Attempt}");
                        return StationDoor.Accepted(await silo.Grains.Ask(
                            new CreateSubtask(by, new RunId(grant.RunId), grant.Attempt, request) { IdempotencyKey = $"subtask {ordinal}" },
                            default));
                    },
                    life);
                scene.History.Ordered(created.Task);
                return created;
            }
            catch (HubException e) when (e.IsTransient || e.Code == RunRefusals.NotActive.Code)
            {
                await process.Delay(TimeSpan.FromSeconds(1), life);
            }
            catch (HubException)
            {
                return null;
            }
        }
    }

    private async Task<bool> IsOver(Process process, RunId run, CancellationToken life)
    {
        try
        {
            return await line.Call(
                process,
                async silo => Recorded.Fold<Run, RunEvent, RunCommand>(
                    await silo.Store.Log.ReadStream(run.ToString(), 0, default)) is Domain.Runs.Run.Ended,
                life);
        }
        catch (HubException)
        {
            return false;
        }
    }
}
