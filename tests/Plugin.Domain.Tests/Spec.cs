namespace Plugin.Domain.Tests;

/// <summary>Given these events, when this is asked, then exactly that is answered; and whatever is decided can be evolved.</summary>
public abstract class Spec<TState, TEvent, TCommand>
    where TState : IAggregate<TState, TEvent, TCommand>
    where TEvent : DomainEvent
{
    protected static Story Given(params TEvent[] events) => new(Fold(TState.Initial, events));

    protected static Story GivenNothing { get; } = new(TState.Initial);

    protected static TState After(params TEvent[] events) => Fold(TState.Initial, events);

    private static TState Fold(TState state, IEnumerable<TEvent> events) => events.Aggregate(state, (s, e) => s.Evolve(e));

    protected sealed class Story(TState state)
    {
        public Outcome When(TCommand command) => new(state, TState.Decide(state, command));
    }

    protected sealed class Outcome(TState before, Decision<TEvent> decision)
    {
        public void Then(params TEvent[] events)
        {
            Assert.Equal(new Decision<TEvent>.Accepted([.. events]), decision);
            Fold(before, events);
        }

        public void ThenNothing() => Assert.Equal(Decision<TEvent>.Nothing, decision);

        public void ThenRefused(Refusal refusal) => Assert.Equal(new Decision<TEvent>.Refused(refusal), decision);
    }
}
