using Plugin.Node.Journal;
using Plugin.Node.Status;

namespace Plugin.Node.Attempts;

internal sealed partial class RunAttempt
{
    private DateTimeOffset _since = parts.Time.GetUtcNow();

    public RunStatusLine Status()
    {
        var grant = _entry.Grant;
        return new RunStatusLine(
            grant.RunId, grant.Attempt, grant.TaskId, grant.ParentTaskId, grant.InitUserId, grant.InitOrganizationId, grant.Image,
            [.. grant.Databases.Select(d => d.Label)], _entry.GetType().Name.ToLowerInvariant(), _since,
            _entry switch
            {
                JournalEntry.Ended e => e.Outcome.Cause,
                JournalEntry.Stopping s => s.Cause,
                _ => null,
            });
    }
}
