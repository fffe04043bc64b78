namespace Plugin.Grains;

/// <summary>The seam: ask the grain that owns this stream. Nothing above it knows which host carries the grains.</summary>
public interface IGrains
{
    /// <exception cref="EventLog.LogUnavailableException">The store could not be reached; nothing was stored.</exception>
    /// <exception cref="EventLog.StreamConflictException">Others changed the same streams faster than this command could, many times over.</exception>
    Task<Answer<TAnswer>> Ask<TAnswer>(Command<TAnswer> command, CancellationToken cancellationToken);
}
