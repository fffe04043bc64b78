using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Plugin.Node.Tests.Support;

/// <summary>
/// A bad way between stations and a hub, on TCP. Of each kind of request the first are cut in turn, at a byte that the seed chooses: within the request, so
/// that the hub never hears of it, or within the answer, so that the hub has done what it was asked. Later ones get through late, and now and then not.
/// </summary>
/// <param name="routes">The kinds: method and pattern. What else is asked is a kind by its method and path.</param>
internal sealed partial class LossyProxy(Uri server, IReadOnlyList<string> routes, int seed) : IAsyncDisposable
{
    /// <summary>So many requests of each kind are lost, and then as many answers, as long as somebody asks again.</summary>
    private const int CutsOfEach = 2;

    /// <summary>The second form of the feed.</summary>
    public const string LongPoll = " as long-poll";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Random _dice = new(seed);
    private readonly ConcurrentDictionary<string, Fortune> _fortunes = new();
    private readonly ConcurrentDictionary<TcpClient, Exchange> _open = new();
    private Task? _accepting;

    public Uri Url { get; private set; } = null!;

    /// <summary>Keeps answers back that never end, as proxies do that collect them.</summary>
    public bool CollectsEvents { get; private set; }

    public LossyProxy Start()
    {
        _listener.Start();
        Url = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = Accept();
        return this;
    }

    public void CollectEvents()
    {
        CollectsEvents = true;
        foreach (var (client, _) in _open.Where(o => o.Value.IsEvents))
        {
            client.Dispose();
        }
    }

    /// <summary>Of this route a request was lost, and an answer. What was asked for once and came about needs no third try.</summary>
    public bool HasTried(string route) => _fortunes.TryGetValue(route, out var fortune) && fortune.IsTried;

    /// <summary>For people: how often which cut fell, and how often it went well.</summary>
    public string Account => string.Join('\n', _fortunes.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => $"{f.Key}: {f.Value}"));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await (_accepting ?? Task.CompletedTask);
        _stop.Dispose();
    }

    private async Task Accept()
    {
        var pumps = new List<Task>();
        try
        {
            while (true)
            {
                pumps.Add(Serve(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(pumps);
        }
    }

    private async Task Serve(TcpClient client)
    {
        using var closed = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        using (client)
        using (var way = new TcpClient { NoDelay = true })
        {
            try
            {
                client.NoDelay = true;
                await way.ConnectAsync(server.Host, server.Port, closed.Token);
                await await Task.WhenAny(Requests(client, way.GetStream(), closed.Token), Answers(client, way.GetStream(), closed.Token));
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
            {
                // It was cut, or one of the two has gone.
            }
            finally
            {
                _open.TryRemove(client, out _);
                await closed.CancelAsync();
            }
        }
    }

    /// <summary>Returns when the connection is to be cut, or has ended.</summary>
    private async Task Requests(TcpClient client, NetworkStream hub, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        var stream = client.GetStream();
        while (await stream.ReadAsync(buffer, cancellationToken) is var count and > 0)
        {
            var chunk = buffer.AsMemory(0, count);
            if (RequestLine.Match(Encoding.ASCII.GetString(chunk.Span[..Math.Min(count, 1024)])) is { Success: true } line)
            {
                _open[client] = Next(line.Groups[1].Value, line.Groups[2].Value, chunk.Span);
            }

            var exchange = _open[client];
            if (exchange.CutRequestAfter is { } left)
            {
                await hub.WriteAsync(chunk[..Math.Min(left, count)], cancellationToken);
                if (left <= count)
                {
                    exchange.Fortune.RequestLost();
                    return;
                }

                exchange.CutRequestAfter = left - count;
            }
            else
            {
                await hub.WriteAsync(chunk, cancellationToken);
            }
        }
    }

    private async Task Answers(TcpClient client, NetworkStream hub, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        var stream = client.GetStream();
        while (await hub.ReadAsync(buffer, cancellationToken) is var count and > 0)
        {
            var chunk = buffer.AsMemory(0, count);
            var exchange = _open[client];
            if (exchange.IsEvents && CollectsEvents)
            {
                continue;
            }

            await Task.Delay(exchange.Late, cancellationToken);
            exchange.Late = TimeSpan.Zero;
            if (!exchange.LosesAnswer)
            {
                await stream.WriteAsync(chunk, cancellationToken);
                exchange.Fortune.WentWell();
                continue;
            }

            var left = exchange.CutAnswerAfter ??= Below(LengthOf(chunk.Span));

            await stream.WriteAsync(chunk[..Math.Min(left, count)], cancellationToken);
            if (left <= count)
            {
                exchange.Fortune.AnswerLost();
                return;
            }

            exchange.CutAnswerAfter = left - count;
        }
    }

    private Exchange Next(string method, string target, ReadOnlySpan<byte> chunk)
    {
        var (path, isPoll) = (target.Split('?')[0].TrimStart('/'), target.Contains("wait=", StringComparison.Ordinal));
        var route = routes.FirstOrDefault(r => Pattern(r).IsMatch($"{method} {path}")) ?? $"{method} {path}";
        var fortune = _fortunes.GetOrAdd(isPoll ? route + LongPoll : route, _ => new Fortune());
        lock (_dice)
        {
            var fate = fortune.Draw(_dice);
            return new Exchange(fortune, route.EndsWith("/feed", StringComparison.Ordinal) && !isPoll)
            {
                Late = TimeSpan.FromMilliseconds(_dice.Next(4) == 0 ? _dice.Next(200) : 0),
                CutRequestAfter = fate == Fate.LoseRequest ? _dice.Next(LengthOf(chunk)) : null,
                LosesAnswer = fate == Fate.LoseAnswer,
            };
        }
    }

    private int Below(int length)
    {
        lock (_dice)
        {
            return _dice.Next(length);
        }
    }

    /// <summary>Of the whole message that begins so; where it does not say, of what there is of it.</summary>
    private static int LengthOf(ReadOnlySpan<byte> beginning)
    {
        var head = Encoding.ASCII.GetString(beginning);
        return ContentLength.Match(head) is { Success: true } length
            ? head.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4 + int.Parse(length.Groups[1].Value, CultureInfo.InvariantCulture)
            : beginning.Length;
    }

    private static Regex Pattern(string route) => new($@"\A{Placeholder.Replace(route, "[^/]+")}\z", RegexOptions.CultureInvariant);

    [GeneratedRegex(@"\A(GET|POST|PUT|PATCH|DELETE) (\S+) HTTP/1\.1\r\n")]
    private static partial Regex RequestLine { get; }

    [GeneratedRegex(@"\r\nContent-Length: (\d+)\r\n", RegexOptions.IgnoreCase)]
    private static partial Regex ContentLength { get; }

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Placeholder { get; }

    private enum Fate
    {
        GoWell,
        LoseRequest,
        LoseAnswer,
    }

    private sealed class Exchange(Fortune fortune, bool isEvents)
    {
        public Fortune Fortune => fortune;

        public bool IsEvents => isEvents;

        public TimeSpan Late { get; set; }

        public int? CutRequestAfter { get; set; }

        public bool LosesAnswer { get; init; }

        public int? CutAnswerAfter { get; set; }
    }

    private sealed class Fortune
    {
        private readonly Lock _lock = new();
        private int _requests;
        private int _answers;
        private int _well;

        public bool IsTried
        {
            get
            {
                lock (_lock)
                {
                    return _requests > 0 && _answers > 0;
                }
            }
        }

        public Fate Draw(Random dice)
        {
            lock (_lock)
            {
                return _requests < CutsOfEach && _requests <= _answers ? Fate.LoseRequest
                    : _answers < CutsOfEach ? Fate.LoseAnswer
                    : dice.Next(20) switch { 0 => Fate.LoseRequest, 1 => Fate.LoseAnswer, _ => Fate.GoWell };
            }
        }

        public void RequestLost() => Count(ref _requests);

        public void AnswerLost() => Count(ref _answers);

        public void WentWell() => Count(ref _well);

        public override string ToString() => $"{_requests} requests and {_answers} answers lost, {_well} pieces delivered";

        private void Count(ref int counter)
        {
            lock (_lock)
            {
                counter++;
            }
        }
    }
}
