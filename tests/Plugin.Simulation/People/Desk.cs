using Plugin.Client;
using Plugin.Simulation.Hub;
using Plugin.Simulation.Network;
using Plugin.Simulation.Scheduling;

namespace Plugin.Simulation.People;

/// <summary>Where people ask the hub, and insist on an answer.</summary>
internal sealed class Desk(string place, Cluster cluster, Scene scene)
{
    public Process Process { get; } = new(place, scene.Simulator);

    public Line Line { get; } = new(place, cluster, scene);

    public async Task<T> Insist<T>(Func<Silo, Task<T>> request)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                if (tries > 1)
                {
                    scene.Coverage.Count("work: request repeated");
                }

                return await Line.Call(Process, request, default);
            }
            catch (HubException e) when (e.IsTransient)
            {
                await Process.Delay(scene.Chance.Between(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(3)), default);
            }
        }
    }
}
