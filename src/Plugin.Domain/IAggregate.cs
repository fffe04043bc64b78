namespace Plugin.Domain;

/// <summary>
/// A thing with a stream of its own: where it begins, what each of its events makes of it, and what it answers to a command. All three are
/// pure, so whoever holds the stream can fold, decide, append and fold again.
/// </summary>
public interface IAggregate<TSelf, TEvent, TCommand>
    where TSelf : IAggregate<TSelf, TEvent, TCommand>
    where TEvent : DomainEvent
{
    /// <summary>The state before the first event: not there yet.</summary>
    static abstract TSelf Initial { get; }

    /// <exception cref="System.Diagnostics.UnreachableException">The event cannot follow this state: the log or the decider is wrong.</exception>
    TSelf Evolve(TEvent @event);

    static abstract Decision<TEvent> Decide(TSelf state, TCommand command);
}
