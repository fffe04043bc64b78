using Plugin.EventLog.Postgres;
using Plugin.Testing;
using Plugin.Testing.Running;

namespace Plugin.EventLog.Tests.Store;

public sealed class A_database_that_is_away
{
    private static readonly byte[] Bytes = [1];

    private static readonly (string What, Func<IStore, Task> Ask)[] Questions =
    [
        ("read a stream", store => store.Log.ReadStream("a", 0, default)),
        ("read a version", store => store.Log.VersionOf("a", default)),
        ("read the log", store => store.Log.Read(0, 10, default)),
        ("read the head", store => store.Log.Head(default)),
        ("read an owner", store => store.Log.OwnerOf("k", "v", default)),
        ("read an outcome", store => store.Log.OutcomeOf("k", default)),
        ("read the vault", store => store.Vault.Read("k", "1", default)),
        ("read much of the vault", store => store.Vault.ReadMany("k", ["1"], default)),
        ("write the vault", store => store.Vault.Write([new VaultWrite("k", "1", Bytes)], default)),
        ("take ids", store => store.Live.TakeIds("task", 1, default)),
        ("raise ids", store => store.Live.RaiseIds("task", 1, default)),
        ("tell the time", store => store.Live.Now(default)),
        ("keep heartbeats", store => store.Live.Seen([new Heartbeat("n", "s", "{}")], default)),
        ("list presences", store => store.Live.Presences("n", default)),
        ("forget", store => store.Live.Forget("n", default)),
        ("hold a duty", store => store.Live.Hold("d", "h", TimeSpan.FromSeconds(1), default)),
        ("release duties", store => store.Live.Release("h", default)),
        ("list duties", store => store.Live.Duties(default)),
        ("open the read tables", async store => await (await store.Read.Open(default)).DisposeAsync()),
        ("find rows", store => store.Read.Where("books", "id", 1L, 1, default)),
        ("read leaves", store => store.Proof.Leaves(0, 1, default)),
        ("write tiles", store => store.Proof.WriteTiles([new HashTile(0, 0, Bytes, Bytes)], default)),
        ("write a checkpoint", store => store.Proof.WriteCheckpoint(new StoredCheckpoint(1, Bytes, "n", DateTimeOffset.UnixEpoch), default)),
    ];

    [Fact]
    public async Task Is_called_unavailable_by_everything_that_is_asked_of_it_and_serves_on_when_it_is_back()
    {
        await using var database = await PostgresDatabase.Create();
        await using var store = await PostgresStore.Open(database.ConnectionString, new Shelf(), TimeProvider.System, default);
        await store.Log.Append(new Append { Streams = [new StreamAppend("a", 0, [Shelf.Added(1)])] }, default);
        await database.Close();

        foreach (var (what, ask) in Questions)
        {
            var answer = await Record.ExceptionAsync(() => ask(store).Soon(what));
            Assert.True(answer is LogUnavailableException, $"Asked to {what}: {answer}");
        }

        await database.Reopen();
        foreach (var (what, ask) in Questions)
        {
            var answer = await Record.ExceptionAsync(() => ask(store).Soon(what));
            Assert.True(answer is null, $"Asked to {what}: {answer}");
        }
    }
}
