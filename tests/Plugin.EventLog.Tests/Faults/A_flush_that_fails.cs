using Plugin.EventLog.Sqlite;
using Plugin.EventLog.Tests.Faults.Sqlite;
using Plugin.EventLog.Tests.Store;

namespace Plugin.EventLog.Tests.Faults;

public sealed class A_flush_that_fails : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plugin-flush-");
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(2));

    private CancellationToken Soon => _patience.Token;

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _patience.Dispose();
    }

    [Fact]
    public async Task Is_waited_for_by_every_append()
    {
        await using var store = await Open("data");
        var hook = await FlushHook.Into(store);
        for (var i = 1; i <= 5; i++)
        {
            await Append(store, i - 1);
            Assert.Equal(i, hook.Flushes);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Answers_not_stored_only_when_no_crash_can_bring_the_append_back(int failures)
    {
        await using var store = await Open("data");
        var hook = await FlushHook.Into(store);
        await Append(store, 0);
        hook.Fail(failures);

        await Assert.ThrowsAsync<LogUnavailableException>(() => Append(store, 1));

        // What the disk holds at this moment is what a crash leaves.
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "crashed"));
        foreach (var file in new[] { "plugin.db", "plugin.db-wal" })
        {
            File.Copy(Path.Combine(_folder.FullName, "data", file), Path.Combine(_folder.FullName, "crashed", file));
        }

        await using var crashed = await Open("crashed");
        Assert.Equal(1, await crashed.Log.Head(Soon));
        await Append(store, 1);
        Assert.Equal(2, await store.Log.Head(Soon));
    }

    private Task<Appended> Append(SqliteStore store, long version) =>
        store.Log.Append(new Append { Streams = [new StreamAppend("s", version, [Shelf.Noted("x")])] }, Soon);

    private Task<SqliteStore> Open(string folder) =>
        SqliteStore.Open(Path.Combine(_folder.FullName, folder, "plugin.db"), new Shelf(), TimeProvider.System, Soon);
}
