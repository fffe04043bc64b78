using Plugin.Domain;
using Decisions = Plugin.Domain.Runs;

namespace Plugin.Grains.Runs;

/// <summary>A node opens a port of the container of its run to containers of other nodes.</summary>
/// <param name="Label">Null when the image gives it none.</param>
public sealed record OpenPort(CallContext By, RunId Run, NodeId Node, int Port, string? Label) : Command<PortId>(By)
{
    internal override string? Owner => Run.ToString();

    internal override async Task<Answer<PortId>> Handle(Turn turn, CancellationToken cancellationToken)
    {
        var id = new PortId(await turn.TakeId(Counters.Port, cancellationToken));
        return await turn.Decide(Streams.Of(Run), new Decisions.OpenPort(Node, id, Port, Label, turn.Now), cancellationToken) is { } refusal
            ? refusal
            : id;
    }
}

/// <summary>Closes all ports of a run; a run without any has nothing on record afterwards.</summary>
public sealed record ClosePorts(CallContext By, RunId Run, NodeId Node) : Command<Done>(By)
{
    internal override string? Owner => Run.ToString();

    internal override async Task<Answer<Done>> Handle(Turn turn, CancellationToken cancellationToken)
    {
        var rows = await turn.Hub.Store.Read.Where("ports", "run_id", (long)Run.Value, int.MaxValue, cancellationToken);
        var open = rows.Select(row => new PortId((int)(long)row["id"]!)).ToValueList();
        return open.Count == 0 ? new Done()
            : await turn.Decide(Streams.Of(Run), new Decisions.ClosePorts(Node, open, turn.Now), cancellationToken) is { } refusal ? refusal
            : new Done();
    }
}
