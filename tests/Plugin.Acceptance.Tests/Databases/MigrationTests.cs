using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Plugin.EventLog;
using Plugin.EventLog.Verifying;
using Plugin.ReadModels;
using Plugin.Testing.Running;
using Plugin.Vault.Seals;

namespace Plugin.Acceptance.Tests.Databases;

/// <summary>Databases that earlier versions wrote, one for each schema step and engine. None of them may ever be dropped.</summary>
public sealed class A_database_of_an_earlier_version
{
    public static TheoryData<string> Names => [.. StoredDatabase.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Is_brought_up_to_date_by_a_hub_that_starts_on_it_and_serves(string name)
    {
        await using var stored = await StoredDatabase.Restore(name);
        await using (var hub = stored.Hub())
        {
            await hub.Serve();
            using var root = await HubUser.SignIn(hub, "root", stored.Facts.RootPassword);
            var tasks = (await root.Get("task?per_page=100"))["data"]!.AsArray();
            Assert.Equal(stored.Facts.Tasks, tasks.Count);
            Assert.All(tasks, task => Assert.Equal("completed", (string?)task!["status"]));
            await root.Post("organization", new JsonObject { ["name"] = "A later hospital" });
        }

        await using var store = await stored.Location.Look(TimeProvider.System, TestContext.Current.CancellationToken);
        await EventsAreIntact(store, stored.Facts);
        Assert.True(await store.Log.Head(default) > stored.Facts.Events);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Has_the_read_tables_that_its_events_make(string name)
    {
        await using var stored = await StoredDatabase.Restore(name);
        await using var store = await stored.Location.Open(new Projector(new SealedFields(RandomNumberGenerator.Fill)), TimeProvider.System, default);

        var before = await Dump(store);
        await store.Read.Rebuild(progress: null, default);

        Assert.Equal(before, await Dump(store));
        Assert.Equal(stored.Facts.Tasks, before.Count(line => line.StartsWith("""{"table":"tasks",""", StringComparison.Ordinal)));
        await EventsAreIntact(store, stored.Facts);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Fills_a_read_table_that_came_later(string name)
    {
        await using var stored = await StoredDatabase.Restore(name);
        await using var store = await stored.Location.Open(new Latest(), TimeProvider.System, default);

        var rows = await store.Read.Where("latest", "stream", "task-1", 10, default);

        Assert.Equal((await store.Log.ReadStream("task-1", 0, default))[^1].Name, Assert.Single(rows)["name"]);
        Assert.Equal((await store.Log.Read(0, 10_000, default)).Select(e => e.Stream).Distinct().Count(), (await Dump(store)).Count);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Is_not_changed_by_who_only_looks(string name)
    {
        await using var stored = await StoredDatabase.Restore(name);
        try
        {
            await using var store = await stored.Location.Look(TimeProvider.System, default);
            await EventsAreIntact(store, stored.Facts);
        }
        catch (LogUnusableException e)
        {
            Assert.Contains("was written by an older version of PLUGIN", e.Message, StringComparison.Ordinal);
            Assert.Contains("Start the hub once: it brings it up to date.", e.Message, StringComparison.Ordinal);
        }
    }

    private static async Task EventsAreIntact(IStore store, StoredFacts facts)
    {
        Assert.Equal(facts.LastLeaf, Convert.ToHexStringLower(Assert.Single(await store.Log.Read(facts.Events - 1, 1, default)).Leaf.Span));
        var report = await LogVerification.Run(store, progress: null, default);
        Assert.True(report.Verified, $"{report.FirstBad} {report.FirstBadCheckpoint}");
    }

    private static async Task<List<string>> Dump(IStore store)
    {
        var lines = new List<string>();
        await foreach (var line in store.Read.Dump(default))
        {
            lines.Add(line);
        }

        return lines;
    }

    /// <summary>The name of each stream's latest event.</summary>
    private sealed class Latest : IProjector
    {
        public IReadOnlyList<ReadTable> Tables { get; } =
        [
            new ReadTable("latest", 1, 1, [new ReadColumn("stream", ColumnType.Text), new ReadColumn("name", ColumnType.Text)], []),
        ];

        public ValueTask Prepare(
            IReadOnlyList<ProjectedEvent> events, IReadOnlyList<VaultWrite> writes, IVaultTable vault, CancellationToken cancellationToken) =>
            ValueTask.CompletedTask;

        public void Project(ProjectedEvent @event, RowChanges changes) => changes.Put("latest", [@event.Stream], ("name", @event.Name));
    }
}
