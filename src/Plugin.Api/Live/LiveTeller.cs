using System.Data.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Plugin.Contracts;
using Plugin.Domain;
using Plugin.Domain.Tasks;
using Plugin.EventLog;
using Plugin.Grains.Silos;

namespace Plugin.Api.Live;

/// <summary>
/// Tells the browsers that listen to this silo what changed, several times a second while something does. Each silo runs its own; where nobody
/// listens it does nothing.
/// </summary>
internal sealed partial class LiveTeller(
    LiveNews news, Audiences audiences, IStore store, Cluster cluster, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<LiveTeller> logger)
    : BackgroundService
{
    /// <summary>What happens within it is told together: a page asks once for what changed ten times.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(80);

    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(2);

    private long _told;
    private long _checkpoint;
    private string _silos = "";
    private long _looked;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Before the server waits for open connections, which these are.
        await using var leaving = lifetime.ApplicationStopping.Register(news.SendAway);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        _looked = clock.GetTimestamp();
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await news.Wait(Round, stop.Token);
                await Task.Delay(Gather, clock, stop.Token);
                await Tell(stop.Token);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // Stopped as asked.
            }
            catch (Exception e) when (e is LogUnavailableException or DbException)
            {
                // What was to be told is told by the browsers' asking for everything.
                Interrupted(e);
                news.Tell(new LiveBatch(news.Take().Position, [], IsReset: true));
            }
        }
    }

    private async Task Tell(CancellationToken cancellationToken)
    {
        var (position, things, created) = news.Take();
        if (!news.HasReaders)
        {
            return;
        }

        foreach (var task in created)
        {
            audiences.Learn((TaskCreated)EventCodec.Decode(task.Name, task.Data.Span));
        }

        var told = new List<Told>();
        foreach (var thing in things)
        {
            if (await audiences.Of(thing, cancellationToken) is { } one)
            {
                told.Add(one);
            }
        }

        if (clock.GetElapsedTime(_looked) >= Between)
        {
            _looked = clock.GetTimestamp();
            told.AddRange(await Look(position, cancellationToken));
        }

        if (told.Count > 0)
        {
            news.Tell(new LiveBatch(position, told));
        }
    }

    /// <summary>What is no event of its own, or happens so often that now and then is enough.</summary>
    private async Task<IReadOnlyList<Told>> Look(long position, CancellationToken cancellationToken)
    {
        var told = new List<Told>();
        if (position > _told)
        {
            _told = position;
            told.Add(new Told(new LiveNotice(LiveKinds.Log), null, Audience.Auditors));
        }

        var checkpoint = await store.Proof.NewestCheckpoint(cancellationToken);
        if (checkpoint is not null && checkpoint.Size != _checkpoint)
        {
            _checkpoint = checkpoint.Size;
            told.Add(new Told(new LiveNotice(LiveKinds.Checkpoint) { Id = checkpoint.Size }, null, Audience.Everyone));
        }

        var silos = string.Join(' ', (await cluster.Silos(cancellationToken)).Select(silo => $"{silo.Id}:{silo.State}"));
        if (silos != _silos)
        {
            _silos = silos;
            told.Add(new Told(new LiveNotice(LiveKinds.Silo), null, Audience.Auditors));
        }

        return told;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Browsers could not be told what changed; they ask for everything again")]
    private partial void Interrupted(Exception exception);
}
