using Microsoft.Data.Sqlite;
using Plugin.EventLog.Sqlite;
using Plugin.EventLog.Verifying;

namespace Plugin.EventLog.Tests.Store;

public sealed class A_SQLite_file : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plugin-log-");
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(2));

    private string Database => Path.Combine(_folder.FullName, "plugin.db");
    private CancellationToken Soon => _patience.Token;

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _patience.Dispose();
    }

    [Fact]
    public async Task Has_one_owner()
    {
        await using (var owner = await Open())
        {
            var refused = await Assert.ThrowsAsync<LogUnusableException>(Open);
            Assert.Contains("in use by another process", refused.Message, StringComparison.Ordinal);
        }

        await (await Open()).DisposeAsync();
    }

    [Fact]
    public async Task Can_be_read_by_its_owner_only()
    {
        await (await Open()).DisposeAsync();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Database));
    }

    [Fact]
    public async Task Of_another_kind_is_refused()
    {
        await File.WriteAllTextAsync(Database, string.Join('\n', Enumerable.Repeat("this is no database", 500)), Soon);

        var refused = await Assert.ThrowsAsync<LogUnusableException>(Open);

        Assert.Contains("is not a SQLite database. Use another data folder.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_another_program_is_refused_and_left_alone()
    {
        await Run("create table customers (name text)");

        var refused = await Assert.ThrowsAsync<LogUnusableException>(Open);

        Assert.Contains("is not a PLUGIN database", refused.Message, StringComparison.Ordinal);
        await Run("insert into customers values ('still there')");
    }

    [Fact]
    public async Task Of_a_newer_version_is_refused()
    {
        await (await Open()).DisposeAsync();
        await Run("pragma user_version = 99");

        var refused = await Assert.ThrowsAsync<LogUnusableException>(Open);

        Assert.Contains("newer version of PLUGIN (schema 99", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("drop table unique_keys", "is damaged: it has no table unique_keys. Restore it from a backup")]
    [InlineData("delete from origin", "is damaged: its origin is missing. Restore it from a backup")]
    [InlineData("update origin set hub = 'garbage'", "is damaged: its origin says 'garbage'. Restore it from a backup")]
    public async Task That_lacks_something_is_refused(string damage, string why)
    {
        await using (var store = await Open())
        {
            await store.Log.Append(new Append { Streams = [new StreamAppend("s", 0, [Shelf.Noted("x")])] }, Soon);
        }

        await Run(damage);

        var refused = await Assert.ThrowsAsync<LogUnusableException>(Open);

        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "is damaged: SQLite Error 11: 'database disk image is malformed'. Restore it from a backup")]
    [InlineData(true, "is damaged: SQLite Error 11: 'database disk image is malformed'. Restore it from a backup")]
    public async Task With_garbage_in_it_or_cut_off_is_refused(bool cutOff, string why)
    {
        await (await Open()).DisposeAsync();
        var bytes = await File.ReadAllBytesAsync(Database, Soon);
        new Random(1).NextBytes(bytes.AsSpan(4096));
        await File.WriteAllBytesAsync(Database, cutOff ? bytes[..8192] : bytes, Soon);

        var refused = await Assert.ThrowsAsync<LogUnusableException>(Open);

        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whose_last_page_is_torn_is_refused_or_found_out_by_a_verification_or_was_not_part_of_the_log()
    {
        var found = 0;
        for (var size = 5; size <= 40; size += 5)
        {
            File.Delete(Database);
            await using (var store = await Open())
            {
                for (var i = 0; i < size; i++)
                {
                    await store.Log.Append(new Append { Streams = [new StreamAppend($"s-{i}", 0, [Shelf.Noted(new string('x', 900))])] }, Soon);
                }
            }

            var bytes = await File.ReadAllBytesAsync(Database, Soon);
            new Random(size).NextBytes(bytes.AsSpan(bytes.Length - 4096));
            await File.WriteAllBytesAsync(Database, bytes, Soon);
            try
            {
                await using var store = await Open();
                var report = await LogVerification.Run(store, progress: null, Soon);
                Assert.True(!report.Verified || report.Events == size, $"{size} events: {report.Events} are called good.");
                found += report.Verified ? 0 : 1;
            }
            catch (LogUnusableException e)
            {
                Assert.Contains("damaged", e.Message, StringComparison.Ordinal);
                found++;
            }
        }

        Assert.InRange(found, 4, 8);
    }

    [Fact]
    public async Task In_place_of_which_is_a_folder_is_refused()
    {
        Directory.CreateDirectory(Database);

        var refused = await Assert.ThrowsAsync<LogUnusableException>(Open);

        Assert.Contains("is a folder, and the database is a file of that name. Use another data folder.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Must_exist_to_be_looked_at()
    {
        var refused = Assert.Throws<LogUnusableException>(() => SqliteStore.Look(Database, new NoProjector(), TimeProvider.System));

        Assert.Contains("There is no database", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_any_changed_byte_in_an_event_is_found_out()
    {
        await using (var store = await Open())
        {
            for (var i = 0; i < 20; i++)
            {
                await store.Log.Append(new Append { Streams = [new StreamAppend($"s-{i}", 0, [Shelf.Noted($"needle {i:00}")])] }, Soon);
            }
        }

        var bytes = await File.ReadAllBytesAsync(Database, Soon);
        var needle = bytes.AsSpan().IndexOf("needle 07"u8);
        bytes[needle] ^= 0x01;
        await File.WriteAllBytesAsync(Database, bytes, Soon);

        await using var looking = SqliteStore.Look(Database, new NoProjector(), TimeProvider.System);
        var report = await LogVerification.Run(looking, progress: null, Soon);
        Assert.Equal(8, report.FirstBad?.Position);
    }

    [Fact]
    public async Task That_can_no_longer_be_decoded_is_reported_by_position_instead_of_crashing()
    {
        await using (var store = await Open())
        {
            for (var i = 0; i < 300; i++)
            {
                await store.Log.Append(new Append { Streams = [new StreamAppend($"s-{i}", 0, [Shelf.Noted($"{i}")])] }, Soon);
            }
        }

        // A time that fits the column but not the calendar.
        await Run("update events set at = 400000000000000000 where position = 123");

        await using var looking = SqliteStore.Look(Database, new NoProjector(), TimeProvider.System);
        var report = await LogVerification.Run(looking, progress: null, Soon);
        Assert.Equal(123, report.FirstBad?.Position);
        Assert.StartsWith("it cannot be read", report.FirstBad!.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keeps_log_time_when_the_clock_is_set_back()
    {
        var clock = new SettableClock(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await using var store = await SqliteStore.Open(Database, new Shelf(), clock, Soon);
        await store.Log.Append(new Append { Streams = [new StreamAppend("s", 0, [Shelf.Noted("a")])] }, Soon);
        clock.Now = clock.Now.AddHours(-1);
        await store.Log.Append(new Append { Streams = [new StreamAppend("s", 1, [Shelf.Noted("b")])] }, Soon);

        var events = await store.Log.Read(0, 10, Soon);
        Assert.Equal(events[0].At, events[1].At);
        Assert.True((await LogVerification.Run(store, progress: null, Soon)).Verified);
    }

    private async Task<IStore> Open() => await SqliteStore.Open(Database, new Shelf(), TimeProvider.System, Soon);

    private async Task Run(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Database};Pooling=false");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The tests' own text.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    private sealed class SettableClock(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
