using Plugin.Client;
using Plugin.Contracts.Station;
using Plugin.Node.Runtimes;

namespace Plugin.Node.Attempts;

internal sealed partial class RunAttempt
{
    private static readonly TimeSpan ShowEvery = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Lets the hub see what the algorithm prints, where this station shares it. Nothing depends on it: what got lost comes with the next piece, and the
    /// whole log with the report.
    /// </summary>
    private async Task ShowLog(CancellationToken cancellationToken)
    {
        if (!parts.Settings.ShareLogs.Contains(_entry.Grant.Image))
        {
            return;
        }

        var printed = new PrintedText(LiveLog.Limit);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            await _told.Task.WaitAsync(cancellationToken);
            var telling = Show(printed, over.Token);
            await foreach (var piece in parts.Runtime.FollowLog(Id, cancellationToken))
            {
                printed.Add(piece.Span);
            }

            over.Cancel();
            await telling;
        }
        catch (OperationCanceledException)
        {
            // The attempt is over, or all of it is told.
        }
        catch (Exception e) when (IsPassing(e))
        {
            LogNotShown(Id, e.Message);
        }
    }

    private async Task Show(PrintedText printed, CancellationToken cancellationToken)
    {
        var told = 0L;
        while (true)
        {
            if (printed.Printed > told)
            {
                told = printed.Printed;
                try
                {
                    await parts.Hub.ShowLog(Id.Run, Id.Attempt, new LiveLog(told, printed.ToString()), cancellationToken);
                }
                catch (HubException e) when (e.IsTransient)
                {
                    told = 0;
                }
            }

            await Task.Delay(ShowEvery, parts.Time, cancellationToken);
        }
    }
}
