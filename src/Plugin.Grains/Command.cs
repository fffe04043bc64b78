using Plugin.Grains.Hosting;

namespace Plugin.Grains;

/// <summary>A command whose answer's type is not known where it passes through.</summary>
public abstract record Command(CallContext By)
{
    /// <summary>
    /// A repetition with the same actor and key is answered with the first outcome and changes nothing. Null when the caller does not
    /// repeat itself, or when repeating is harmless anyway.
    /// </summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>
    /// The stream whose grain takes this command; commands of one owner are handled one at a time. Null for what brings a stream into
    /// being: nobody owns it yet, and unique keys settle who comes first.
    /// </summary>
    internal abstract string? Owner { get; }

    internal abstract Task<IAnswer> HandleBy(CommandHandling handling, Action<string> conflicted, CancellationToken cancellationToken);
}

/// <summary>A request for change (or an answer that has to be right now), addressed to the grain that owns one stream.</summary>
/// <remarks>
/// Handling loads every stream it needs, decides once and appends once; whatever it has read is guarded by that append. It may run
/// several times (after a conflict), so it has no effect but through its <see cref="Turn"/>.
/// </remarks>
public abstract record Command<TAnswer>(CallContext By) : Command(By)
{
    internal abstract Task<Answer<TAnswer>> Handle(Turn turn, CancellationToken cancellationToken);

    internal sealed override async Task<IAnswer> HandleBy(
        CommandHandling handling, Action<string> conflicted, CancellationToken cancellationToken) =>
        await handling.Handle(this, conflicted, cancellationToken);
}
