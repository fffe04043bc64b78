using System.Text.Json;
using Plugin.Domain;
using Plugin.EventLog;
using Plugin.Grains.Nodes;
using Plugin.Grains.Runs;

namespace Plugin.Grains.Stations;

/// <summary>A run and the attempt that a station holds.</summary>
public sealed record HeldRun(int Run, int Attempt);

/// <summary>Heartbeats of stations: who is there, and with which attempts in hand. Those that come at the same moment are written together.</summary>
public sealed class StationPresence(IStore store, IGrains grains)
{
    public const string KeyPrefix = "node-";

    private readonly Gathering<Heartbeat, bool> _beats = new(async beats =>
    {
        await store.Live.Seen(beats, CancellationToken.None);
        return new bool[beats.Count];
    });

    /// <summary>
    /// Notes that the station is there. Answers the attempts among those it holds that are no longer valid; runs of it that were
    /// taken for unreachable come back.
    /// </summary>
    public async Task<Answer<IReadOnlyList<HeldRun>>> Beat(
        NodeId node, string session, IReadOnlyList<HeldRun> held, CancellationToken cancellationToken)
    {
        var by = new CallContext($"node:{node.Value}");
        var confirmed = await grains.Ask(new ConfirmSession(by, node, session), cancellationToken);
        if (confirmed.Refusal is { } refusal)
        {
            return refusal;
        }

        await Seen(node, session, held, cancellationToken);
        if (held.Count == 0)
        {
            return Array.Empty<HeldRun>();
        }

        var open = (await OpenRun.OfNode(store.Read, node.Value, cancellationToken)).ToDictionary(run => run.Run);
        var stop = new List<HeldRun>();
        foreach (var run in held)
        {
            if (!open.TryGetValue(run.Run, out var known) || known.Attempt != run.Attempt || known.State == "pending")
            {
                stop.Add(run);
            }
            else if (known.State == "unreachable")
            {
                await grains.Ask(new RegainRun(by, new RunId(run.Run), node, run.Attempt), cancellationToken);
            }
        }

        return stop;
    }

    /// <summary>Null when the session is the node's present one, as the node's grain knows it.</summary>
    public async Task<Refusal?> Confirm(int node, string session, CancellationToken cancellationToken) =>
        (await grains.Ask(new ConfirmSession(new CallContext($"node:{node}"), new NodeId(node), session), cancellationToken)).Refusal;

    /// <summary>Puts a station on the list of those that are watched; called when its session opens and at each heartbeat.</summary>
    public Task Seen(NodeId node, string session, IReadOnlyList<HeldRun> held, CancellationToken cancellationToken) =>
        _beats.Ask(new Heartbeat(node.ToString(), session, JsonSerializer.Serialize(held)), cancellationToken);

    internal static IReadOnlyList<HeldRun> HeldBy(Presence presence) =>
        JsonSerializer.Deserialize<IReadOnlyList<HeldRun>>(presence.Content) ?? [];
}
