using Plugin.EventLog;
using Plugin.EventLog.Memory;
using Plugin.ReadModels;
using Plugin.Simulation.Network;
using Plugin.Simulation.Scheduling;
using Plugin.Vault.Seals;

namespace Plugin.Simulation.Hub;

/// <summary>
/// The one database. It may be slow, full or away; when a standby takes over, all connections are gone, everything acknowledged is there, and of
/// what was under way nobody knows before looking.
/// </summary>
internal sealed class Database
{
    private readonly Scene _scene;
    private readonly Process _process;
    private int _commitsLeft = -1;
    private Action _failOver = static () => { };

    public Database(Scene scene)
    {
        _scene = scene;
        _process = new Process(Wires.Database, scene.Simulator);
        Store = new MemoryStore(new Projector(new SealedFields(scene.Chance.Fill)), _process.Clock, scene.Chance.Fill);
    }

    public MemoryStore Store { get; }

    /// <summary>Given anew to each connection after the last failover; older ones are broken.</summary>
    public int Epoch { get; private set; }

    public bool IsAway { get; private set; }

    public bool IsFull { get; set; }

    public bool IsSlow { get; set; }

    /// <summary>Something was committed.</summary>
    public Signal News { get; } = new();

    /// <summary>Who had each duty last.</summary>
    public Dictionary<string, string> Duties { get; } = new(StringComparer.Ordinal);

    /// <summary>The last position that was committed.</summary>
    public long Head { get; private set; }

    /// <summary>After so many more commits, in the very moment between the commit and its answer.</summary>
    public void FailOverIn(int commits, Action failOver) => (_commitsLeft, _failOver) = (commits, failOver);

    public async Task<Appended> Append(Append append)
    {
        var appended = await Store.Log.Append(append, default);
        if (_commitsLeft-- == 0)
        {
            // A step of the world's own, and before the next of the silo's.
            _scene.Simulator.World.Post(_ => _failOver(), null);
        }

        if (!appended.Replayed)
        {
            Head = appended.LastPosition;
            if (_scene.Trace.IsRead)
            {
                foreach (var stored in await Store.Log.Read(appended.FirstPosition - 1, int.MaxValue, default))
                {
                    _scene.Trace.Say($"log       {stored.Position} {stored.Stream} {stored.Name} by {System.Text.Encoding.UTF8.GetString(stored.Metadata.Span)}");
                }
            }

            News.Give();
        }

        return appended;
    }

    public void GoAway()
    {
        Epoch++;
        IsAway = true;
    }

    /// <summary>The standby has its own clock.</summary>
    public void ComeBack(TimeSpan skew)
    {
        IsAway = false;
        SetClock(skew);
    }

    public void SetClock(TimeSpan skew) => _process.Skew = skew;
}
