using Plugin.Domain;

namespace Plugin.Grains;

/// <summary>A stream's name with the way its events fold into state.</summary>
internal sealed record StreamOf<TState>(string Name, TState Initial, Func<TState, DomainEvent, TState> Evolve)
    where TState : class;
