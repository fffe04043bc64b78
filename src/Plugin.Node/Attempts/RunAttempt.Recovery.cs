using Plugin.Contracts.Station;
using Plugin.Node.Journal;
using Plugin.Node.Runtimes;

namespace Plugin.Node.Attempts;

/// <summary>
/// A journal may be older than what has happened since, put back from a backup. So what an earlier agent is not known to have started waits for the hub's
/// word, and what the hub has active already is not started a second time.
/// </summary>
internal sealed partial class RunAttempt
{
    private readonly TaskCompletionSource<string>? _word =
        recovered && entry.IsBeforeStart ? new() : null;

    /// <summary>It does not go on before the hub has said where it has the attempt.</summary>
    public bool AwaitsWord => _word is { Task.IsCompleted: false };

    /// <param name="state">One of <see cref="RunStates"/>.</param>
    public void Hear(string state) => _word?.TrySetResult(state);

    /// <summary>True when it was started before, and nothing is left of that.</summary>
    private async Task<bool> IsSpent(JournalEntry stage, CancellationToken cancellationToken)
    {
        if (_word is null || await _word.Task.WaitAsync(cancellationToken) is RunStates.Claimed or RunStates.AwaitingApproval or RunStates.Initializing)
        {
            return false;
        }

        var image = (stage as JournalEntry.Starting)?.Image;
        if (image is not null && await parts.Runtime.Find(Id, cancellationToken) == Trace.Present)
        {
            return false;
        }

        Advance(new JournalEntry.Ended(stage.Grant, image, Lost("The hub has this attempt active, and the station has no trace of it.")));
        return true;
    }
}
