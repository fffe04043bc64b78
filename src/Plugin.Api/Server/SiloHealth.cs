using System.Data.Common;
using Plugin.Contracts;
using Plugin.EventLog;
using Plugin.Grains.Silos;
using Plugin.Grains.Stations;

namespace Plugin.Api.Server;

/// <summary>
/// How this silo is, for whoever sends it requests and whoever restarts it. Asked, it looks: at the database, the end of the log, and how far the
/// follower is that tells stations of it.
/// </summary>
public sealed class SiloHealth(IStore store, StationFeeds feeds, Silo silo, TimeProvider clock)
{
    private static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(2);

    /// <summary>A silo that is busy is behind too, but it moves.</summary>
    private static readonly TimeSpan MovesWithin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(20);

    /// <summary>Waiting has been of no use for so long.</summary>
    private static readonly TimeSpan StuckAfter = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private (long Position, long Since)? _stopped;

    public async Task<SiloProbe> Started(CancellationToken cancellationToken) =>
        feeds.HasBegun ? Probe(await Look(cancellationToken), null) : Probe(await Look(cancellationToken), "The silo has not begun to follow the log.");

    public async Task<SiloProbe> Ready(CancellationToken cancellationToken)
    {
        var view = await Look(cancellationToken);
        return Probe(
            view,
            silo.IsLeaving ? "The silo is about to stop."
            : view.Lag is null ? "The database does not answer."
            : view.Stands is not null ? $"The silo is {view.Lag} events behind the log and does not move."
            : null);
    }

    /// <summary>A database that is away is nothing that a restart cures.</summary>
    public async Task<SiloProbe> Live(CancellationToken cancellationToken)
    {
        var view = await Look(cancellationToken);
        return Probe(
            view,
            view.Stands >= StuckAfter ? $"The silo has been stuck {view.Lag} events behind the log for {view.Stands.Value.TotalSeconds:0} s." : null);
    }

    private SiloProbe Probe(View view, string? reason) => new(reason is null, reason, view.Lag is not null, view.Lag, silo.IsLeaving);

    private async Task<View> Look(CancellationToken cancellationToken)
    {
        long head;
        try
        {
            head = await store.Log.Head(cancellationToken).WaitAsync(AnswersWithin, clock, cancellationToken);
        }
        catch (Exception e) when (e is DbException or LogUnavailableException or TimeoutException)
        {
            return new View(null, null);
        }

        var (before, began) = (feeds.Position, clock.GetTimestamp());
        while (feeds.Position is var position && position < head && position == before && clock.GetElapsedTime(began) < MovesWithin)
        {
            await Task.Delay(Between, clock, cancellationToken);
        }

        var reached = feeds.Position;
        return new View(Math.Max(0, head - reached), Stands(reached, moves: reached >= head || reached > before, began));
    }

    /// <summary>For how long nothing has been followed, as far as probes have seen; null while it moves.</summary>
    private TimeSpan? Stands(long position, bool moves, long since)
    {
        lock (_lock)
        {
            _stopped = moves ? null
                : _stopped is { } stopped && stopped.Position == position ? stopped
                : (position, since);
            return _stopped is { } still ? clock.GetElapsedTime(still.Since) : null;
        }
    }

    /// <param name="Lag">Null: the database does not answer.</param>
    private sealed record View(long? Lag, TimeSpan? Stands);
}
