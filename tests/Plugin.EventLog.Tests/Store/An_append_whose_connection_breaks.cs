using System.Net;
using Npgsql;
using Plugin.EventLog.Postgres;
using Plugin.Testing;

namespace Plugin.EventLog.Tests.Store;

public sealed class An_append_whose_connection_breaks : IAsyncLifetime
{
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(2));
    private readonly PostgresDatabase _database = new();
    private CuttingProxy? _proxy;
    private PostgresStore? _store;

    private CuttingProxy Proxy => _proxy ?? throw new InvalidOperationException("Not started.");
    private PostgresStore Store => _store ?? throw new InvalidOperationException("Not open.");
    private CancellationToken Soon => _patience.Token;

    public async ValueTask InitializeAsync()
    {
        await _database.InitializeAsync();
        var direct = new NpgsqlConnectionStringBuilder(_database.ConnectionString);
        _proxy = new CuttingProxy(new IPEndPoint(IPAddress.Loopback, direct.Port));
        var through = new NpgsqlConnectionStringBuilder(_database.ConnectionString) { Host = "127.0.0.1", Port = _proxy.Port };
        _store = await PostgresStore.Open(through.ToString(), new Shelf(), TimeProvider.System, Soon);
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        await Proxy.DisposeAsync();
        await _database.DisposeAsync();
        _patience.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Is_stored_once_and_acknowledged(bool afterCommit)
    {
        await Append("before", Shelf.Noted("x"));
        Proxy.CutOnce("cut me"u8.ToArray(), afterCommit);

        var appended = await Append("a", Shelf.Added(1, "cut me"), Shelf.Noted("second"));

        Assert.Equal(1, Proxy.Cuts);
        Assert.Equal((2, 3, false), (appended.FirstPosition, appended.LastPosition, appended.Replayed));
        Assert.Equal(["before", "a", "a"], (await Store.Log.Read(0, 10, Soon)).Select(e => e.Stream));
        Assert.Equal(1L, await _database.Query("select count(*) from read.books"));
    }

    [Fact]
    public async Task Reaches_followers_with_the_time_and_leaf_that_were_stored()
    {
        await using var follower = Store.Log.Follow(0, Soon).GetAsyncEnumerator(Soon);
        Proxy.CutOnce("cut me"u8.ToArray(), afterAnswer: true);
        await Append("a", Shelf.Added(1, "cut me"));

        Assert.True(await follower.MoveNextAsync());

        var stored = (await Store.Log.Read(0, 1, Soon))[0];
        Assert.Equal((stored.At, Convert.ToHexString(stored.Leaf.Span)), (follower.Current.At, Convert.ToHexString(follower.Current.Leaf.Span)));
    }

    [Fact]
    public async Task Takes_its_batch_with_it_and_each_is_answered()
    {
        Proxy.CutOnce("cut me"u8.ToArray(), afterAnswer: true);

        var appended = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Append($"s-{i}", Shelf.Added(i, i == 7 ? "cut me" : null))));

        Assert.Equal(Enumerable.Range(1, 20).Select(p => (long)p), appended.Select(a => a.FirstPosition).Order());
        foreach (var (stream, position) in appended.Select((a, i) => ($"s-{i}", a.FirstPosition)))
        {
            Assert.Equal(position, Assert.Single(await Store.Log.ReadStream(stream, 0, Soon)).Position);
        }
    }

    private Task<Appended> Append(string stream, params NewEvent[] events) =>
        Store.Log.Append(new Append { Streams = [new StreamAppend(stream, 0, events)] }, Soon);
}
