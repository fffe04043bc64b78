using Plugin.Node.Journal;
using Plugin.Node.Status;

namespace Plugin.Node.Attempts;

internal sealed partial class RunAttempt
{
    private DateTimeOffset _since = parts.Time.GetUtcNow();

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
        var now = parts.Time.GetUtcNow();
        StationTelemetry.StageOver(StageName, now - _since);
        (_entry, _since) = (next, now);
    }
}
