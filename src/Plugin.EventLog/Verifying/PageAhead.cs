namespace Plugin.EventLog.Verifying;

/// <summary>Reads a log from its first event to a head, one page ahead of who checks it: reading and hashing take a core each.</summary>
internal sealed class PageAhead(IEventLog log, long head, CancellationToken cancellationToken)
{
    private const int PageSize = 2000;

    private Task<(IReadOnlyList<StoredEvent> Events, string? Unreadable)>? _ahead;

    /// <summary>
    /// The events after those of the last page, or why there are none. Events with larger positions follow a hole.
    /// </summary>
    public async Task<(IReadOnlyList<StoredEvent> Events, string? Unreadable)> Next(long position)
    {
        var page = await (_ahead ?? Read(position));
        _ahead = page.Events is [.., var last] && last.Position < head ? Read(last.Position) : null;
        return page;
    }

    // SQLite reads on the caller's thread, which has hashes to make.
    private Task<(IReadOnlyList<StoredEvent>, string?)> Read(long position) => Task.Run(() => Page(position), cancellationToken);

    // A damaged row can make its whole page unreadable; smaller pages lead to the row.
    private async Task<(IReadOnlyList<StoredEvent>, string?)> Page(long position)
    {
        string? unreadable = null;
        for (var limit = (int)Math.Min(PageSize, head - position); limit > 0; limit /= 2)
        {
            try
            {
                return (await log.Read(position, limit, cancellationToken), null);
            }
            catch (Exception e) when (e is not OperationCanceledException and not LogUnavailableException)
            {
                unreadable = $"it cannot be read: {e.Message}";
            }
        }

        return ([], unreadable);
    }
}
