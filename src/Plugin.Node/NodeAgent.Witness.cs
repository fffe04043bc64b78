using Plugin.Client;
using Plugin.Contracts.Station;
using Plugin.Node.Journal;
using Plugin.Node.Witnessing;

namespace Plugin.Node;

public sealed partial class NodeAgent
{
    private readonly Witness _witness = new(parts);
    private TaskCompletionSource _told = new();
    private CheckpointNews? _news;

    private void Hear(CheckpointNews? news)
    {
        if (news is not null)
        {
            _news = news;
            Interlocked.Exchange(ref _told, new TaskCompletionSource()).TrySetResult();
        }
    }

    /// <summary>Looks at the newest checkpoint that the hub told of; what came before it and was not looked at is covered by it.</summary>
    private async Task WitnessLog(CancellationToken cancellationToken)
    {
        var backoff = new Backoff(parts.Time, parts.Random, TimeSpan.FromSeconds(30));
        while (true)
        {
            var told = _told.Task;
            if (_news is not { } news)
            {
                await told.WaitAsync(cancellationToken);
                continue;
            }

            try
            {
                await _witness.Consider(news, _welcome!, cancellationToken);
                backoff.Reset();
                _news = _news == news ? null : _news;
            }
            catch (Exception e) when (e is HubException or JournalUnavailableException)
            {
                LogWitnessWaits(parts.Log, e.Message);
                await backoff.Pause(cancellationToken);
            }
        }
    }
}
