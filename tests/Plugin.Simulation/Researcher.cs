using Plugin.Client;
using Plugin.Domain;
using Plugin.Grains;
using Plugin.Grains.Runs;
using Plugin.Grains.Tasks;
using Plugin.Simulation.Hospitals;
using Plugin.Simulation.Hub;
using Plugin.Simulation.Scheduling;

namespace Plugin.Simulation;

/// <summary>Orders tasks and kills some of them, and insists on an answer each time.</summary>
internal sealed class Researcher(
    Simulator simulator, Chance chance, Wire wire, UserId user, CollaborationId collaboration, IReadOnlyList<OrganisationId> organisations)
{
    private static readonly string[] Images =
        ["registry.example/partial:1", "registry.example/partial:1", Algorithm.Central, Algorithm.Central, AgentRuntime.MissingImage];

    /// <summary>The tasks that the hub has confirmed.</summary>
    public List<TaskId> Confirmed { get; } = [];

    public async Task Work(int tasks)
    {
        var kills = new List<Task>();
        for (var order = 1; order <= tasks; order++)
        {
            await simulator.Delay(chance.Between(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(40)), default);
            var task = await Order(order);
            Confirmed.Add(task);
            if (chance.Of(0.25))
            {
                kills.Add(Kill(task));
            }
        }

        await Task.WhenAll(kills);
    }

    private async Task<TaskId> Order(int order)
    {
        var image = chance.Among(Images);
        var addressed = image == Algorithm.Central ? [chance.Among(organisations)] : chance.SomeOf(organisations);
        return await Insist(async silo =>
        {
            var runs = new List<RunRequest>();
            foreach (var organisation in addressed)
            {
                runs.Add(new RunRequest(organisation, await Content.Of("e30="u8.ToArray(), silo.Blobs, default)));
            }

            var request = new TaskRequest(collaboration, image, $"question {order}", "", [], runs);
            var command = new CreateTask(By, user, organisations[0], request) { IdempotencyKey = $"order {order}" };
            return StationDoor.Accepted(await silo.Grains.Ask(command, default)).Task;
        });
    }

    private async Task Kill(TaskId task)
    {
        await simulator.Delay(chance.Between(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(120)), default);
        await Insist(async silo =>
        {
            var answer = await silo.Grains.Ask(new KillTask(By, task), default);
            return answer.Refusal is null or { Kind: RefusalKind.Finished } ? default(Done) : StationDoor.Accepted(answer);
        });
    }

    private CallContext By { get; } = new($"user:{user.Value}");

    private async Task<T> Insist<T>(Func<Silo, Task<T>> request)
    {
        while (true)
        {
            try
            {
                return await wire.Call(request, default);
            }
            catch (HubException e) when (e.IsTransient)
            {
                await simulator.Delay(TimeSpan.FromSeconds(2), default);
            }
        }
    }
}
