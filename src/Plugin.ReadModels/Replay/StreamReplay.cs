using System.Text.Json.Nodes;
using Plugin.Domain;
using Plugin.Domain.Alarms;
using Plugin.Domain.AlgorithmStores;
using Plugin.Domain.Collaborations;
using Plugin.Domain.Generations;
using Plugin.Domain.Nodes;
using Plugin.Domain.Organisations;
using Plugin.Domain.Readings;
using Plugin.Domain.Retention;
using Plugin.Domain.Roles;
using Plugin.Domain.Runs;
using Plugin.Domain.Studies;
using Plugin.Domain.Tasks;
using Plugin.Domain.Users;
using Plugin.EventLog;

namespace Plugin.ReadModels.Replay;

/// <summary>
/// What a stream's thing was like as of some moment, and what each event made of it, from nothing but the events up to there. The folds are
/// the ones that commands are decided on.
/// </summary>
/// <param name="State">Named fields; <c>state</c> is the stage of life. With sealed text opened where its key still exists, empty where not.</param>
public sealed record StreamReplay(string Stream, long Version, JsonObject State, IReadOnlyList<ReplayedEvent> Changes)
{
    /// <summary>Null when there are no such things, or never was one of this name.</summary>
    /// <exception cref="UnknownEventException">A newer version wrote one of the events.</exception>
    public static async Task<StreamReplay?> Of(
        IEventLog log, IVaultTable vault, string stream, AsOf asOf, CancellationToken cancellationToken)
    {
        var events = await log.ReadStream(stream, 0, cancellationToken);
        if (events.Count == 0 || FoldOf(stream) is not { } fold)
        {
            return null;
        }

        var words = await Words.Of(vault, EventCodec.Decode(events[0].Name, events[0].Data.Span), stream, cancellationToken);
        var json = new ReadableJson(text => words.Open(text) ?? "");
        StoredEvent[] known = [.. events.TakeWhile(asOf.Includes)];
        var states = new StateWriter(json);
        var state = states.Write(fold([])[0], null);
        var changes = new List<ReplayedEvent>();
        DomainEvent[] decoded = [.. known.Select(stored => EventCodec.Decode(stored.Name, stored.Data.Span))];
        foreach (var (stored, @event, after) in known.Zip(decoded, fold(decoded).Skip(1)))
        {
            var next = states.Write(after, @event);
            changes.Add(ReplayedEvent.Of(stored, words.CauseOf(@event), state, next));
            state = next;
        }

        return new StreamReplay(stream, known.Length, state, changes);
    }

    private static Func<IReadOnlyList<DomainEvent>, IReadOnlyList<object>>? FoldOf(string stream) => stream.Split('-')[0] switch
    {
        "organisation" => Fold<Organisation, OrganisationEvent, OrganisationCommand>,
        "collaboration" => Fold<Collaboration, CollaborationEvent, CollaborationCommand>,
        "study" => Fold<Study, StudyEvent, StudyCommand>,
        "algorithm_store" => Fold<AlgorithmStore, AlgorithmStoreEvent, AlgorithmStoreCommand>,
        "role" => Fold<CustomRole, RoleEvent, RoleCommand>,
        "user" => Fold<User, UserEvent, UserCommand>,
        "node" => Fold<Node, NodeEvent, NodeCommand>,
        "task" => Fold<FederatedTask, TaskEvent, TaskCommand>,
        "run" => Fold<Run, RunEvent, RunCommand>,
        DefaultRetention.Stream => Fold<DefaultRetention, RetentionEvent, SetDefaultRetention>,
        "generation" => Fold<Generation, GenerationEvent, OpenGeneration>,
        "reading" => Fold<Reading, ReadingEvent, RecordReading>,
        "alarm" => Fold<Alarm, AlarmEvent, AlarmCommand>,
        _ => null,
    };

    /// <summary>The states before the first event and after each.</summary>
    private static List<object> Fold<TState, TEvent, TCommand>(IReadOnlyList<DomainEvent> events)
        where TState : class, IAggregate<TState, TEvent, TCommand>
        where TEvent : DomainEvent
    {
        var states = new List<object> { TState.Initial };
        foreach (var @event in events)
        {
            states.Add(((TState)states[^1]).Evolve((TEvent)@event));
        }

        return states;
    }
}
