namespace Plugin.Domain;

/// <summary>
/// A fact of one stream. Each kind has one stable stored name and version in <c>EventCodec</c>. <see cref="At"/> is when the hub decided it,
/// UTC, by the hub's clock.
/// </summary>
public abstract record DomainEvent(DateTimeOffset At);
