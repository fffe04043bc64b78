namespace Plugin.Domain;

/// <summary>What a decider answers: the events to append (none: it is already so), or a refusal. A refusal is an answer, not an error.</summary>
public abstract record Decision<TEvent>
{
    private Decision()
    {
    }

    public sealed record Accepted(ValueList<TEvent> Events) : Decision<TEvent>;

    public sealed record Refused(Refusal Refusal) : Decision<TEvent>;

    public static Decision<TEvent> Nothing { get; } = new Accepted([]);

    public static implicit operator Decision<TEvent>(TEvent @event) => new Accepted([@event]);

    public static implicit operator Decision<TEvent>(Refusal refusal) => new Refused(refusal);
}

/// <param name="Code">Stable and machine-readable, for example <c>run.superseded</c>.</param>
/// <param name="Reason">One sentence in the user's words.</param>
public sealed record Refusal(RefusalKind Kind, string Code, string Reason);

public enum RefusalKind
{
    Invalid,
    Forbidden,
    Missing,
    Conflict,
    Finished,
}
