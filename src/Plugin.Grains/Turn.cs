using System.Diagnostics;
using Plugin.Domain;
using Plugin.Domain.Runs;
using Plugin.Domain.Tasks;
using Plugin.EventLog;
using Plugin.Grains.Hosting;
using Plugin.Vault.Blobs;
using Plugin.Vault.Seals;

namespace Plugin.Grains;

/// <summary>What the handling of a command may use beside the streams.</summary>
internal sealed record Hub(
    IStore Store, SealedFields Seals, BlobStore Blobs, TimeProvider Clock, Vault.FillRandom Random)
{
    public IdSource Ids { get; } = new(Store.Live);
}

/// <summary>
/// One handling of one command: the streams it has read, the events it has decided, and what else travels with their append. Events
/// decided in a turn are seen by later loads of the same turn.
/// </summary>
internal sealed class Turn(Hub hub, Activations activations)
{
    private readonly Dictionary<string, Read> _read = [];
    private readonly List<KeyChange> _keys = [];
    private readonly List<string> _released = [];
    private readonly List<VaultWrite> _vault = [];

    public Hub Hub { get; } = hub;

    /// <summary>One moment for the whole turn, in the log's precision of microseconds.</summary>
    public DateTimeOffset Now { get; } = Truncate(hub.Clock.GetUtcNow());

    public IEnumerable<string> Streams => _read.Keys;

    public bool Changes => _read.Values.Any(read => read.Decided.Count > 0);

    public async Task<TState> Load<TState, TEvent, TCommand>(
        StreamOf<TState, TEvent, TCommand> stream, CancellationToken cancellationToken)
        where TState : class, IAggregate<TState, TEvent, TCommand>
        where TEvent : DomainEvent
    {
        if (!_read.TryGetValue(stream.Name, out var read))
        {
            var known = activations.Find(stream.Name);
            read = Remember(stream, known ?? await activations.Load(stream, null, cancellationToken), known is not null);
        }

        return (TState)read.State;
    }

    /// <summary>Loads, decides and keeps the events for the append; answers the refusal if there is one.</summary>
    public async Task<Refusal?> Decide<TState, TEvent, TCommand>(
        StreamOf<TState, TEvent, TCommand> stream, TCommand command, CancellationToken cancellationToken)
        where TState : class, IAggregate<TState, TEvent, TCommand>
        where TEvent : DomainEvent =>
        Keep(stream, TState.Decide(await Load(stream, cancellationToken), command));

    /// <summary>As <see cref="Decide"/> for a stream that must be new: nothing is read, the append proves it.</summary>
    public Refusal? Create<TState, TEvent, TCommand>(StreamOf<TState, TEvent, TCommand> stream, TCommand command)
        where TState : class, IAggregate<TState, TEvent, TCommand>
        where TEvent : DomainEvent
    {
        Remember(stream, new Activation(TState.Initial, 0), fromMemory: false);
        return Keep(stream, TState.Decide(TState.Initial, command));
    }

    /// <summary>Keeps events that a decision over several streams gave to one of them.</summary>
    public void Append<TState, TEvent, TCommand>(StreamOf<TState, TEvent, TCommand> stream, TEvent @event)
        where TState : class, IAggregate<TState, TEvent, TCommand>
        where TEvent : DomainEvent
    {
        if (!_read.TryGetValue(stream.Name, out var read))
        {
            read = Remember(stream, new Activation(TState.Initial, 0), fromMemory: false);
        }

        read.State = ((TState)read.State).Evolve(@event);
        read.Decided.Add(@event);
    }

    /// <summary>Keeps the events of a decision over several streams; answers the refusal if there is one.</summary>
    public Refusal? Keep(Decision<StreamEvent> decision)
    {
        if (decision is Decision<StreamEvent>.Refused refused)
        {
            return refused.Refusal;
        }

        foreach (var (stream, @event) in ((Decision<StreamEvent>.Accepted)decision).Events)
        {
            switch (@event)
            {
                case TaskEvent e:
                    Append(new StreamOf<FederatedTask, TaskEvent, TaskCommand>(stream), e);
                    break;
                case RunEvent e:
                    Append(new StreamOf<Run, RunEvent, RunCommand>(stream), e);
                    break;
                default:
                    throw new UnreachableException($"{@event.GetType().Name} is not decided together with others.");
            }
        }

        return null;
    }

    /// <summary>An id never given before; gaps are allowed.</summary>
    public Task<int> TakeId(string counter, CancellationToken cancellationToken) => TakeIds(counter, 1, cancellationToken);

    /// <summary>The first of as many ids in a row.</summary>
    public Task<int> TakeIds(string counter, int count, CancellationToken cancellationToken) => Hub.Ids.Take(counter, count, cancellationToken);

    public void Take(string kind, string value, string owner) => Take(new TakeKey(kind, value, owner));

    public void Take(TakeKey key) => _keys.Add(key);

    public void Release(string kind, string value, string owner) => _keys.Add(new ReleaseKey(kind, value, owner));

    /// <summary>Whatever unique keys the owner has.</summary>
    public void ReleaseAll(string owner) => _released.Add(owner);

    public void Write(VaultWrite write) => _vault.Add(write);

    public Append ToAppend(CallContext by, string? idempotencyKey, ReadOnlyMemory<byte> outcome)
    {
        var metadata = EventBytes.Metadata(by);
        return new Append
        {
            Streams =
            [
                .. _read.Where(pair => pair.Value.Decided.Count > 0).Select(pair => new StreamAppend(
                    pair.Key,
                    pair.Value.Activation.Version,
                    [.. pair.Value.Decided.Select(@event => EventBytes.Encode(@event, metadata))])),
            ],
            Guards =
            [
                .. _read.Where(pair => pair.Value.Decided.Count == 0)
                    .Select(pair => new EventLog.Guard(pair.Key, pair.Value.Activation.Version)),
            ],
            Keys = _keys,
            ReleasedOwners = _released,
            Vault = _vault,
            IdempotencyKey = idempotencyKey,
            Outcome = outcome,
        };
    }

    /// <summary>The append went through: what this turn decided is now what is stored.</summary>
    public void Believe()
    {
        foreach (var (stream, read) in _read.Where(pair => pair.Value.Decided.Count > 0))
        {
            activations.Keep(stream, new Activation(read.State, read.Activation.Version + read.Decided.Count));
        }
    }

    /// <summary>
    /// True when every stream that came from memory is still at its version in the store; those that are not are loaded again, for the next turn.
    /// </summary>
    public async Task<bool> Confirm(CancellationToken cancellationToken)
    {
        var confirmed = true;
        foreach (var (stream, read) in _read.Where(pair => pair.Value.FromMemory))
        {
            if (await Hub.Store.Log.VersionOf(stream, cancellationToken) != read.Activation.Version)
            {
                await read.Reload(cancellationToken);
                confirmed = false;
            }
        }

        return confirmed;
    }

    /// <summary>Brings one stream up to date after the store refused the version this turn had.</summary>
    public async Task Reload(string stream, CancellationToken cancellationToken)
    {
        if (_read.TryGetValue(stream, out var read))
        {
            await read.Reload(cancellationToken);
        }
    }

    private Refusal? Keep<TState, TEvent, TCommand>(StreamOf<TState, TEvent, TCommand> stream, Decision<TEvent> decision)
        where TState : class, IAggregate<TState, TEvent, TCommand>
        where TEvent : DomainEvent
    {
        if (decision is Decision<TEvent>.Refused refused)
        {
            return refused.Refusal;
        }

        foreach (var @event in ((Decision<TEvent>.Accepted)decision).Events)
        {
            Append(stream, @event);
        }

        return null;
    }

    private Read Remember<TState, TEvent, TCommand>(
        StreamOf<TState, TEvent, TCommand> stream, Activation activation, bool fromMemory)
        where TState : class, IAggregate<TState, TEvent, TCommand>
        where TEvent : DomainEvent
    {
        var read = new Read(activation, fromMemory, token => activations.Load(stream, activations.Find(stream.Name), token));
        _read.Add(stream.Name, read);
        return read;
    }

    private static DateTimeOffset Truncate(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    private sealed class Read(Activation activation, bool fromMemory, Func<CancellationToken, Task> reload)
    {
        public Activation Activation { get; } = activation;

        public bool FromMemory { get; } = fromMemory;

        public Func<CancellationToken, Task> Reload { get; } = reload;

        public object State { get; set; } = activation.State;

        public List<DomainEvent> Decided { get; } = [];
    }
}
