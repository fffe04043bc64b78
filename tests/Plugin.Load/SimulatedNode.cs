using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Threading.Channels;
using Plugin.Client;
using Plugin.Client.Station;
using Plugin.Contracts.Station;

namespace Plugin.Load;

/// <summary>
/// A station towards the hub: logs in, says hello, follows its feed, beats, signs checkpoints, and takes its runs through their reports one after
/// the other, with an algorithm that does nothing. Keeps nothing on disk and verifies no proof, for the hub shares the machine.
/// </summary>
/// <param name="client">Which of the silos it prefers.</param>
/// <param name="works">Whether it claims what it is offered.</param>
internal sealed partial class SimulatedNode(Seat seat, Silos silos, int client, bool works, Ledger ledger, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private readonly HubConnection _connection = new(silos.Open(client), silos.Address, new Credentials.Node(seat.Key), time, Random.Shared.NextDouble);
    private readonly string _session = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
    private readonly Channel<OpenRun> _offers = Channel.CreateUnbounded<OpenRun>();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly CancellationTokenSource _life = new();
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HashSet<int> _known = [];
    private StationClient _hub = null!;
    private StationWelcome _welcome = null!;
    private Task _work = Task.CompletedTask;
    private HeldAttempt? _held;
    private string? _cursor;

    public Seat Seat => seat;

    /// <summary>What it last had to repeat something for, but for logins that were too many at once; null when it never had to.</summary>
    public string? Trouble { get; private set; }

    /// <summary>When its latest feed began; it has a snapshot then.</summary>
    public long FollowsSince { get; private set; }

    /// <summary>Its first feed has begun.</summary>
    public Task Connected => _connected.Task;

    /// <summary>Faults when the hub refused something that it must not refuse.</summary>
    public Task Work => _work;

    public void Start() => _work = Live(_life.Token);

    /// <summary>Gone without a word, as a machine that loses its power; only its connections are closed.</summary>
    public async Task Vanish()
    {
        _life.Cancel();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _connection.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await Vanish();
        _life.Dispose();
        _key.Dispose();
    }

    private async Task Live(CancellationToken cancellationToken)
    {
        await Task.Yield();
        _hub = new StationClient(_connection, time);
        _welcome = await Insist(() => Hello(cancellationToken), cancellationToken);
        await await Task.WhenAny(Follow(cancellationToken), Beat(cancellationToken), Execute(cancellationToken), SignCheckpoints(cancellationToken));
    }

    private Task<StationWelcome> Hello(CancellationToken cancellationToken) => _hub.Hello(
        new StationHello(_session, "load", [new ConfigEntry("access_log", "0")], Convert.ToBase64String(_key.ExportSubjectPublicKeyInfo())), cancellationToken);

    private async Task Follow(CancellationToken cancellationToken)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            try
            {
                if (!isFirst)
                {
                    _welcome = await Insist(() => Hello(cancellationToken), cancellationToken);
                }

                await foreach (var item in _hub.Feed(_session, _cursor, cancellationToken))
                {
                    Take(item);
                    _cursor = item.Cursor;
                }
            }
            catch (HubException e) when (e.IsTransient)
            {
                Note("following", e);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(125 + Random.Shared.Next(125)), time, cancellationToken);
        }
    }

    private void Take(FeedItem item)
    {
        switch (item)
        {
            case FeedSnapshot snapshot:
                FollowsSince = Stopwatch.GetTimestamp();
                foreach (var run in snapshot.Runs.Where(run => run.State == RunStates.Pending))
                {
                    Offer(run);
                }

                Hear(snapshot.Checkpoint);
                _connected.TrySetResult();
                break;
            case RunOffered offered:
                Offer(offered.Run);
                break;
            case FeedCheckpoint signed:
                Hear(signed.Checkpoint);
                break;
        }
    }

    private void Offer(OpenRun run)
    {
        ledger.Tell(run.TaskId, run.RunId);
        if (works && _known.Add(run.RunId))
        {
            _offers.Writer.TryWrite(run);
        }
    }

    private async Task Beat(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var started = Stopwatch.GetTimestamp();
                await _hub.Heartbeat(new StationHeartbeat(_session, _held is { } held ? [held] : []), cancellationToken);
                ledger.Heartbeats.Since(started);
            }
            catch (HubException e) when (e.IsTransient)
            {
                Note("beating", e);
            }

            await Task.Delay(TimeSpan.FromSeconds(_welcome.HeartbeatSeconds), time, cancellationToken);
        }
    }

    private void Note(string doing, HubException e) =>
        Trouble = e.Status == HttpStatusCode.TooManyRequests ? Trouble : $"node {seat.Node} while {doing}: {e.Message}";

    /// <summary>Again, with growing pauses, until the hub answers.</summary>
    private async Task<T> Insist<T>(Func<Task<T>> ask, CancellationToken cancellationToken)
    {
        for (var pause = TimeSpan.FromMilliseconds(250); ; pause = pause * 2 < Longest ? pause * 2 : Longest)
        {
            try
            {
                return await ask();
            }
            catch (HubException e) when (e.IsTransient)
            {
                Note("asking", e);
                await Task.Delay(pause * (0.5 + Random.Shared.NextDouble() / 2), time, cancellationToken);
            }
        }
    }
}
