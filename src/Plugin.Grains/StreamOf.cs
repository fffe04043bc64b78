using Plugin.Domain;

namespace Plugin.Grains;

/// <summary>A stream's name with the aggregate that its events fold into.</summary>
internal readonly record struct StreamOf<TState, TEvent, TCommand>(string Name)
    where TState : class, IAggregate<TState, TEvent, TCommand>
    where TEvent : DomainEvent;
