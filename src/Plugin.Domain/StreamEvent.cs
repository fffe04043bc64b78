namespace Plugin.Domain;

/// <summary>An event and the stream it belongs to, for decisions over several streams. All of one decision is appended at once.</summary>
/// <param name="Stream">The text of the owner's id, for example <c>run-33</c>.</param>
public sealed record StreamEvent(string Stream, DomainEvent Event);
