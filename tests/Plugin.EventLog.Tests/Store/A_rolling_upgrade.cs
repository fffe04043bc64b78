using Npgsql;
using Plugin.EventLog.Postgres;
using Plugin.EventLog.Sql;
using Plugin.Testing;
using Plugin.Testing.Running;

namespace Plugin.EventLog.Tests.Store;

/// <summary>Silos of two versions over one database: what the older one may go on with, and what it is kept from.</summary>
public sealed class A_rolling_upgrade : IDisposable
{
    private const string Waits = "select exists (select from pg_locks where not granted and relation = 'read.books'::regclass)";

    private static readonly IReadOnlyList<SchemaStep> Steps = SchemaStep.Of("postgres");

    private readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(2));

    private CancellationToken Soon => _patience.Token;

    public void Dispose() => _patience.Dispose();

    [Fact]
    public async Task Lets_both_append_while_their_lists_are_the_same()
    {
        await using var database = await PostgresDatabase.Create();
        await using var older = await Open(database, new Lists(1));
        await using var newer = await Open(database, new Lists(1));

        await Add(older, "a");
        await Add(newer, "b");

        Assert.True(await older.Read.AreOurs(Soon));
        Assert.Equal(2, (await Dump(older)).Count);
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(1, true)]
    public async Task Keeps_the_older_from_appending_beside_a_newer_version_of_a_list_or_one_more(int version, bool more)
    {
        await using var database = await PostgresDatabase.Create();
        await using var older = await Open(database, new Lists(1));
        await Add(older, "a");

        await using var newer = await Open(database, new Lists(version, more));

        Assert.False(await older.Read.AreOurs(Soon));
        var before = await Dump(newer);
        await Assert.ThrowsAsync<OutdatedException>(() => Add(older, "b"));
        Assert.Equal(1, await older.Log.Head(Soon));
        Assert.Equal(before, await Dump(newer));
        await Add(newer, "b");
        Assert.Equal(before.Count * 2, (await Dump(newer)).Count);
    }

    [Fact]
    public async Task Keeps_nobody_from_appending_while_a_backup_holds_the_lists()
    {
        await using var database = await PostgresDatabase.Create();
        await using var older = await Open(database, new Lists(1));
        await Add(older, "a");
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using var backup = await source.OpenConnectionAsync(Soon);
        await using var reading = await backup.BeginTransactionAsync(Soon);
        await using (var look = new NpgsqlCommand("lock table read.books in access share mode", backup))
        {
            await look.ExecuteNonQueryAsync(Soon);
        }

        var opening = Open(database, new Lists(2));
        await Eventually.Get(
            async () => await database.Query(Waits) is true ? "waits" : opening.IsCompleted ? throw new InvalidOperationException("It did not wait for the backup.") : null,
            TimeSpan.FromSeconds(60), () => "somebody who waits to swap the lists");
        await Add(older, "b");
        await reading.CommitAsync(Soon);
        await using var newer = await opening;

        Assert.Equal(
            ["""{"table":"books","stream":"a","name":"book.added/1"}""", """{"table":"books","stream":"b","name":"book.added/1"}"""], await Dump(newer));
        await Assert.ThrowsAsync<OutdatedException>(() => Add(older, "c"));
    }

    [Fact]
    public async Task Does_not_let_an_older_one_that_starts_again_take_its_lists_back()
    {
        await using var database = await PostgresDatabase.Create();
        await using var newer = await Open(database, new Lists(2));

        var refused = await Assert.ThrowsAsync<LogUnusableException>(() => Open(database, new Lists(1)));

        Assert.Equal(
            "A newer version of PLUGIN made the list books (version 2, this one makes 1). Start that version. To go back to this one, stop all silos and empty the table "
            + "read.read_tables: the next start makes all lists anew.",
            refused.Message);
        await database.Query("delete from read.read_tables");
        await using var back = await Open(database, new Lists(1));
        await Add(back, "a");
        Assert.Single(await Dump(back));
    }

    [Fact]
    public async Task Serves_on_a_newer_schema_that_says_so()
    {
        await using var database = await PostgresDatabase.Create();
        await using var older = await Open(database, new Lists(1));

        await Upgrade(database, $"-- Beside silos of schema {Steps[^1].Number}: it only adds.\ncreate table log.later (id integer);");

        await Add(older, "a");
        await using var again = await Open(database, new Lists(1));
        await Add(again, "b");
        Assert.Equal(2, await older.Log.Head(Soon));
    }

    [Fact]
    public async Task Refuses_a_newer_schema_that_does_not_say_so()
    {
        await using var database = await PostgresDatabase.Create();
        await (await Open(database, new Lists(1))).DisposeAsync();
        await Upgrade(database, "create table log.later (id integer);");

        var refused = await Assert.ThrowsAsync<LogUnusableException>(() => Open(database, new Lists(1)));

        Assert.Contains($"was written by a newer version of PLUGIN (schema {Steps[^1].Number + 1}, this one knows {Steps[^1].Number}). Start that version.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Does_not_change_the_schema_under_silos_that_cannot_go_on_with_it()
    {
        await using var database = await PostgresDatabase.Create();
        await using (var older = await Open(database, new Lists(1)))
        {
            await using var following = older.Log.Follow(0, Soon).GetAsyncEnumerator(Soon);
            var first = following.MoveNextAsync();
            await Add(older, "a");
            Assert.True(await first);

            var refused = await Assert.ThrowsAsync<LogUnusableException>(() => Upgrade(database, "drop table log.outcomes;"));

            Assert.Contains("Stop all of them, then start this version.", refused.Message, StringComparison.Ordinal);
            await Add(older, "b");
        }

        await Upgrade(database, "drop table log.outcomes;");
    }

    private Task<PostgresStore> Open(PostgresDatabase database, Lists lists) =>
        PostgresStore.Open(database.ConnectionString, lists, TimeProvider.System, Soon);

    /// <summary>What a version does that has one step more than this one.</summary>
    private async Task Upgrade(PostgresDatabase database, string script)
    {
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await PostgresSchema.Open(source, [.. Steps, new SchemaStep(Steps[^1].Number + 1, script)], apply: true, Soon);
    }

    private Task<Appended> Add(PostgresStore store, string stream) => store.Log.Append(
        new Append { Streams = [new StreamAppend(stream, 0, [new NewEvent("book.added/1", "{}"u8.ToArray(), """{"actor":"user:1"}"""u8.ToArray())])] }, Soon);

    private async Task<List<string>> Dump(PostgresStore store)
    {
        var lines = new List<string>();
        await foreach (var line in store.Read.Dump(Soon))
        {
            lines.Add(line);
        }

        return lines;
    }

    /// <summary>A row for each stream, in one list or in two.</summary>
    private sealed class Lists(int version, bool more = false) : IProjector
    {
        private static readonly IReadOnlyList<ReadColumn> Columns = [new("stream", ColumnType.Text), new("name", ColumnType.Text)];

        public IReadOnlyList<ReadTable> Tables { get; } =
        [
            new ReadTable("books", version, 1, Columns, []),
            .. more ? new[] { new ReadTable("shelves", 1, 1, Columns, []) } : [],
        ];

        public ValueTask Prepare(
            IReadOnlyList<ProjectedEvent> events, IReadOnlyList<VaultWrite> writes, IVaultTable vault, CancellationToken cancellationToken) =>
            ValueTask.CompletedTask;

        public void Project(ProjectedEvent @event, RowChanges changes)
        {
            foreach (var table in Tables)
            {
                changes.Put(table.Name, [@event.Stream], ("name", @event.Name));
            }
        }
    }
}
