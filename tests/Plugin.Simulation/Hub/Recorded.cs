using Plugin.Domain;
using Plugin.Domain.Nodes;
using Plugin.Domain.Runs;
using Plugin.Domain.Tasks;
using Plugin.EventLog;

namespace Plugin.Simulation.Hub;

/// <summary>States as the log has them.</summary>
internal static class Recorded
{
    public static async Task<Domain.Nodes.Node.Existing> Node(IStore store, NodeId id) =>
        (Domain.Nodes.Node.Existing)Fold<Domain.Nodes.Node, NodeEvent, NodeCommand>(await store.Log.ReadStream(id.ToString(), 0, default));

    public static async Task<RunOrder> Run(IStore store, RunId id) =>
        ((Run.Existing)Fold<Run, RunEvent, RunCommand>(await store.Log.ReadStream(id.ToString(), 0, default))).Order;

    public static async Task<TaskOrder> Task(IStore store, TaskId id) =>
        ((FederatedTask.Existing)Fold<FederatedTask, TaskEvent, TaskCommand>(await store.Log.ReadStream(id.ToString(), 0, default))).Order;

    public static TState Fold<TState, TEvent, TCommand>(IEnumerable<StoredEvent> events)
        where TState : IAggregate<TState, TEvent, TCommand>
        where TEvent : DomainEvent =>
        events.Aggregate(TState.Initial, (state, e) => state.Evolve((TEvent)EventCodec.Decode(e.Name, e.Data.Span)));
}
