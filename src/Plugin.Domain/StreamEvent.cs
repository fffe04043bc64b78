using System.Diagnostics;

namespace Plugin.Domain;

/// <summary>An event and the stream it belongs to, for decisions over several streams. All of one decision is appended at once.</summary>
/// <param name="Stream">The text of the owner's id, for example <c>run-33</c>.</param>
public sealed record StreamEvent(string Stream, DomainEvent Event);

internal static class StreamEvents
{
    /// <summary>The events of a decision that cannot have been refused, placed in their stream.</summary>
    public static IEnumerable<StreamEvent> In<TEvent>(this Decision<TEvent> decision, string stream)
        where TEvent : DomainEvent => decision switch
        {
            Decision<TEvent>.Accepted accepted => accepted.Events.Select(e => new StreamEvent(stream, e)),
            Decision<TEvent>.Refused refused => throw new UnreachableException($"{stream}: {refused.Refusal.Reason}"),
            _ => throw new UnreachableException(),
        };
}
