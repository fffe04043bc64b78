using Plugin.Domain;
using Plugin.Domain.Access;
using Plugin.Domain.Collaborations;
using Plugin.Domain.Nodes;
using Plugin.Domain.Roles;
using Plugin.Domain.Runs;
using Plugin.Domain.Tasks;
using Plugin.Domain.Users;
using Plugin.EventLog;

namespace Plugin.ReadModels.Replay;

/// <summary>The hub as of a position of its log, folded from those streams that are asked about.</summary>
internal sealed class Past(IEventLog log, long position)
{
    public long Position => position;

    public Task<IReadOnlyList<StoredEvent>> Under(string prefix, CancellationToken cancellationToken) =>
        log.ReadUnder(prefix, position, cancellationToken);

    /// <summary>Those who existed then and were not deactivated.</summary>
    public async Task<IReadOnlyList<User.Active>> Users(CancellationToken cancellationToken) =>
    [
        .. (await Under("user-", cancellationToken)).GroupBy(stored => stored.Stream)
            .Select(stream => Fold<User, UserEvent, UserCommand>(stream)).OfType<User.Active>().Where(user => !user.IsDeactivated).OrderBy(user => user.Id.Value),
    ];

    /// <summary>The built-in roles and the custom ones of then, by id.</summary>
    public async Task<IReadOnlyDictionary<int, Role>> Roles(CancellationToken cancellationToken) =>
        (await Under("role-", cancellationToken)).GroupBy(stored => stored.Stream)
            .Select(stream => Fold<CustomRole, RoleEvent, RoleCommand>(stream)).OfType<CustomRole.Active>()
            .Select(role => new Role(role.Id.Value, role.Name, RuleSet.Of(role.Rules)))
            .Concat(Role.All).ToDictionary(role => role.Id);

    public async Task<PastCollaborations> Collaborations(CancellationToken cancellationToken)
    {
        var events = await Under("collaboration-", cancellationToken);
        var nodes = new SortedDictionary<int, PastNode>();
        foreach (var stored in events)
        {
            switch (Decoded(stored))
            {
                case NodeRegistered e:
                    nodes[e.Node.Value] = new PastNode(e.Node, e.Organisation, new CollaborationId(int.Parse(stored.Stream.Split('-')[1])));
                    break;
                case NodeRemoved e:
                    nodes.Remove(e.Node.Value);
                    break;
            }
        }

        return new PastCollaborations(
            [
                .. events.GroupBy(stored => stored.Stream)
                    .Select(stream => Fold<Collaboration, CollaborationEvent, CollaborationCommand>(stream)).OfType<Collaboration.Active>(),
            ],
            [.. nodes.Values]);
    }

    /// <summary>A node's stream may be long, and its retirement is its last event.</summary>
    public async Task<bool> IsRetired(NodeId node, CancellationToken cancellationToken)
    {
        var version = await log.VersionOf(node.ToString(), cancellationToken);
        return await log.ReadStream(node.ToString(), version - 1, cancellationToken) is [var last, ..]
            && last.Position <= position && EventCodec.Decode(last.Name, last.Data.Span) is NodeRetired;
    }

    public async Task<FederatedTask> Task(TaskId task, CancellationToken cancellationToken) =>
        Fold<FederatedTask, TaskEvent, TaskCommand>(await Until(task.ToString(), cancellationToken));

    /// <summary>The runs of a job whose algorithms could ask the hub then: those that a node held.</summary>
    public async Task<IReadOnlyList<(RunOrder Run, int Attempt)>> RunningIn(TaskId job, CancellationToken cancellationToken)
    {
        var running = new List<(RunOrder, int)>();
        var open = new Queue<TaskId>([job]);
        while (open.TryDequeue(out var next))
        {
            if (await Task(next, cancellationToken) is not FederatedTask.Existing task)
            {
                continue;
            }

            foreach (var run in task.Order.Runs)
            {
                DomainEvent[] events = [.. (await Until(run.Run.ToString(), cancellationToken)).Select(Decoded)];
                if (Fold<Run, RunEvent, RunCommand>(events) is Run.Open { } state and not Run.Pending)
                {
                    running.Add((state.Order, state.Attempt));
                }

                foreach (var subtask in events.OfType<SubtaskCreated>())
                {
                    open.Enqueue(subtask.Task);
                }
            }
        }

        return running;
    }

    private async Task<IEnumerable<StoredEvent>> Until(string stream, CancellationToken cancellationToken) =>
        (await log.ReadStream(stream, 0, cancellationToken)).TakeWhile(stored => stored.Position <= position);

    private static DomainEvent Decoded(StoredEvent stored) => EventCodec.Decode(stored.Name, stored.Data.Span);

    private static TState Fold<TState, TEvent, TCommand>(IEnumerable<StoredEvent> events)
        where TState : class, IAggregate<TState, TEvent, TCommand>
        where TEvent : DomainEvent => Fold<TState, TEvent, TCommand>(events.Select(Decoded));

    private static TState Fold<TState, TEvent, TCommand>(IEnumerable<DomainEvent> events)
        where TState : class, IAggregate<TState, TEvent, TCommand>
        where TEvent : DomainEvent => events.Aggregate(TState.Initial, (state, @event) => state.Evolve((TEvent)@event));
}

/// <param name="Active">Not retired then, with their members.</param>
/// <param name="Nodes">Those that were in one then, be they retired with it or not.</param>
internal sealed record PastCollaborations(IReadOnlyList<Collaboration.Active> Active, IReadOnlyList<PastNode> Nodes)
{
    public ValueList<CollaborationId> Of(OrganisationId organisation) =>
        Active.Where(collaboration => collaboration.Has(organisation)).Select(collaboration => collaboration.Id).ToValueList();
}

internal sealed record PastNode(NodeId Id, OrganisationId Organisation, CollaborationId Collaboration);
