using Plugin.Grains;
using Plugin.Grains.Nodes;
using Plugin.Simulation.Hospitals;
using Plugin.Simulation.Hub;

namespace Plugin.Simulation.People;

/// <summary>Whoever runs the hub: adds silos and takes them away, gives a node another key, stops what runs on one.</summary>
internal sealed class Operator(Desk desk, Cluster cluster, Scene scene)
{
    private const int MostSilos = 3;

    public static CallContext By { get; } = new("operator:simulation");

    public void AddSilo()
    {
        if (cluster.Silos.Count < MostSilos)
        {
            scene.Coverage.Count("work: silo added");
            cluster.Start();
        }
    }

    /// <summary>Not the last one.</summary>
    public async Task DrainSilo()
    {
        if (cluster.Silos.Where(silo => silo.IsInRotation).ToArray() is { Length: > 1 } up)
        {
            var silo = scene.Chance.Among(up);
            scene.Coverage.Count("work: silo drained");
            scene.Trace.Say($"hub       {silo.Name} is drained");
            var drained = new TaskCompletionSource();
            silo.Process.OnDeath(() => drained.TrySetResult());
            silo.Process.Spawn(async () =>
            {
                await silo.Drain();
                silo.Process.Kill();
            });
            await drained.Task;
        }
    }

    public async Task ResetKey(Hospital hospital)
    {
        // It is repeated when its answer gets lost, and only the last key is any good; see Story for an echo that came after it.
        var key = await desk.Insist(async silo => StationDoor.Accepted(await silo.Grains.Ask(new ResetNodeKey(By, hospital.Node), default)).ApiKey);
        scene.Coverage.Count("work: node key reset");
        scene.Trace.Say($"desk      {hospital.Node} has a new key");
        await desk.Process.Delay(scene.Chance.Between(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(20)), default);
        hospital.GiveKey(key);
    }

    public async Task StopRuns(Hospital hospital)
    {
        var asked = await desk.Insist(async silo =>
        {
            var head = scene.History.Head;
            StationDoor.Accepted(await silo.Stopping.Stop(By, hospital.Node, default));
            return head;
        });
        scene.Coverage.Count("work: node's runs killed");
        scene.Trace.Say($"desk      everything on {hospital.Node} is killed");
        scene.History.StoppedOn.Add((hospital.Node, asked, scene.History.Head));
    }
}
