using Plugin.Node.Journal;
using Plugin.Node.Status;

namespace Plugin.Node.Attempts;

internal sealed partial class RunAttempt
{
    private DateTimeOffset _since = parts.Time.GetUtcNow();
    private long _sinceTimestamp = parts.Time.GetTimestamp();

    private string StageName => _entry switch
    {
        JournalEntry.AwaitingApproval => "awaiting approval",
        JournalEntry.Ended => "delivering",
        _ => _entry.GetType().Name.ToLowerInvariant(),
    };

    public RunStatusLine Status()
    {
        var grant = _entry.Grant;
        return new RunStatusLine(
            grant.RunId, grant.Attempt, grant.TaskId, grant.ParentTaskId, grant.InitUserId, grant.InitOrganizationId, grant.Image,
            [.. grant.Databases.Select(d => d.Label)], StageName, _since,
            _entry switch
            {
                JournalEntry.Ended e => e.Outcome.Cause,
                JournalEntry.Held h => h.Outcome.Cause,
                JournalEntry.Stopping s => s.Cause,
                _ => null,
            });
    }

    private void Reached(JournalEntry next)
    {
        StationTelemetry.StageOver(StageName, parts.Time.GetElapsedTime(_sinceTimestamp));
        (_entry, _since, _sinceTimestamp) = (next, parts.Time.GetUtcNow(), parts.Time.GetTimestamp());
    }
}
