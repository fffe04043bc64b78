using Plugin.Domain;
using Plugin.Domain.Runs;
using Plugin.EventLog;
using Plugin.ReadModels.Replay;
using Plugin.ReadModels.Searching;
using Plugin.Vault.Seals;

namespace Plugin.ReadModels.Tests;

/// <summary>Two hundred tasks of user 1 over two nodes, and one unlike them early on: the log is many blocks long.</summary>
public sealed class SearchedHistory : IAsyncLifetime
{
    private const int Tasks = 200;
    private readonly SealedFields _seals = Tests.History.NewSeals();
    private EmptyStore _place = null!;

    internal IStore Store { get; private set; } = null!;

    internal History History { get; private set; } = null!;

    internal HistorySearch Search { get; private set; } = null!;

    internal HistoryIndex Index { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _place = await EmptyStore.Sqlite();
        Store = await _place.Location.Open(new Projector(_seals), TimeProvider.System, CancellationToken.None);
        History = new History(Store, _seals);
        await History.Begin();
        await History.User(2, organisation: 2, "bob");
        await History.Task(7, "Ages", "registry");
        for (var task = 100; task < 100 + Tasks; task++)
        {
            await History.Task(task);
            await History.Claimed(task * 10);
            await History.Ended(task * 10, RunOutcome.Completed);
        }

        Index = new HistoryIndex(Store, TimeProvider.System);
        Search = new HistorySearch(Store, Index);
    }

    public async ValueTask DisposeAsync()
    {
        Index.Dispose();
        await Store.DisposeAsync();
        await _place.DisposeAsync();
    }
}

public sealed class A_search_of_the_history(SearchedHistory searched) : IClassFixture<SearchedHistory>
{
    [Fact]
    public async Task Without_a_filter_pages_through_the_whole_log_newest_first()
    {
        var head = await searched.Store.Log.Head(CancellationToken.None);

        Assert.Equal(Positions(head), (await All(new HistoryFilter(), 200)).Select(e => e.Position));
    }

    [Theory]
    [InlineData("registry", 1)]
    [InlineData("REGISTRY", 1)]
    [InlineData("default", 200)]
    [InlineData("regist", 0)]
    public async Task Finds_orders_by_the_whole_label_of_a_data_source(string label, int expected) =>
        Assert.Equal(Repeated("task.created/2", expected), await Names(new HistoryFilter(Database: label, Kind: "task.created")));

    [Theory]
    [InlineData("IMAGE", 201)]
    [InlineData("mage:1", 201)]
    [InlineData("image:2", 0)]
    public async Task Finds_orders_by_a_part_of_an_image(string image, int expected) =>
        Assert.Equal(Repeated("task.created/2", expected), await Names(new HistoryFilter(Image: image, Kind: "task.created")));

    [Fact]
    public async Task Finds_the_runs_of_an_order_by_what_only_the_order_says()
    {
        Assert.Equal(200, (await Names(new HistoryFilter(Image: "image:1", Kind: "run.ended"))).Count);
        Assert.Equal(200, (await Names(new HistoryFilter(Database: "default", Kind: "run.ended"))).Count);
        Assert.Equal(["run.created/1", "run.created/1", "task.created/2"], await Names(new HistoryFilter(Database: "registry")));
        Assert.Empty(await Names(new HistoryFilter(Database: "registry", Kind: "run.ended")));
    }

    [Fact]
    public async Task Finds_a_person_an_organisation_and_a_node_wherever_they_are_named()
    {
        Assert.Equal(["user.created/1"], await Names(new HistoryFilter(Person: new UserId(2))));
        // Its creation, its membership, its node and that node's registration, its user, and the runs at its node: 201 orders, 201 runs.
        var ofOrganisation = await Names(new HistoryFilter(Organisation: new OrganisationId(2)));
        Assert.Equal(201, ofOrganisation.Count(name => name == "task.created/2"));
        Assert.Equal(201, ofOrganisation.Count(name => name == "run.created/1"));
        Assert.Equal(
            ["collaboration.created/1", "collaboration.node_registered/1", "node.created/1", "organisation.created/1", "user.created/1"],
            ofOrganisation.Where(name => name is not ("task.created/2" or "run.created/1")).Order(StringComparer.Ordinal));
        Assert.Equal(200, (await Names(new HistoryFilter(Node: new NodeId(11), Kind: "run.claimed"))).Count);
        Assert.Empty(await Names(new HistoryFilter(Node: new NodeId(12), Kind: "run.claimed")));
    }

    [Fact]
    public async Task Follows_a_task_to_its_runs()
    {
        var task = await Names(new HistoryFilter(Task: new TaskId(150)));

        Assert.Equal(["run.ended/2", "run.claimed/1", "run.created/1", "run.created/1", "task.created/2"], task);
        Assert.Equal(["run.created/1"], await Names(new HistoryFilter(Run: new RunId(1501))));
        Assert.Equal(["run.claimed/1"], await Names(new HistoryFilter(Task: new TaskId(150), Kind: "run.claimed")));
        Assert.Empty(await Names(new HistoryFilter(Task: new TaskId(150), Run: new RunId(1510))));
    }

    [Fact]
    public async Task Keeps_to_a_part_of_the_log()
    {
        var tenth = (await searched.Store.Log.Read(9, 1, CancellationToken.None))[0].At;

        var found = await All(new HistoryFilter(From: AsOf.Parse($"{tenth:O}"), To: AsOf.Parse("12")), 5);
        Assert.Equal([12, 11, 10], found.Select(e => e.Position));
    }

    [Fact]
    public async Task Forgets_a_label_with_its_task()
    {
        await using var own = new SearchedHistory();
        await own.InitializeAsync();
        await own.History.Task(5000, "Forgotten", "secret");
        Assert.Equal(3, (await Found()).Count);

        await own.History.Erase("task-5000");

        Assert.Empty(await Found());

        async Task<IReadOnlyList<StoredEvent>> Found() =>
            (await own.Search.Find(new HistoryFilter(Database: "secret"), long.MaxValue, 50, CancellationToken.None)).Events;
    }

    [Fact]
    public async Task Reads_only_blocks_that_may_hold_what_is_looked_for()
    {
        await All(new HistoryFilter(), 200);
        var blocks = Enumerable.Range(0, (int)(searched.Index.Indexed / HistoryIndex.Block)).ToArray();

        Assert.True(blocks.Length > 2, $"{blocks.Length} blocks");
        Assert.Equal([0L], blocks.Select(block => (long)block).Where(block => searched.Index.MayHold(block, [new HashSet<string> { "user-2" }])));
    }

    [Fact]
    public async Task Says_what_things_are_called_as_long_as_that_is_known()
    {
        var names = await new NameBook(searched.Store).Of(
            ["user-1", "organisation-2", "node-11", "task-7", "user-4711", "run-70", "nonsense"], CancellationToken.None);

        Assert.Equal(
            [("node-11", "Node 1"), ("organisation-2", "Hospital 2"), ("task-7", "Ages"), ("user-1", "alice")],
            names.Select(name => (name.Key, name.Value)));
    }

    private async Task<List<string>> Names(HistoryFilter filter) => [.. (await All(filter, 50)).Select(e => e.Name)];

    private async Task<List<StoredEvent>> All(HistoryFilter filter, int limit)
    {
        var all = new List<StoredEvent>();
        for (long? before = long.MaxValue; before is { } at;)
        {
            var page = await searched.Search.Find(filter, at, limit, CancellationToken.None);
            Assert.Equal(page.Head, page.Indexed);
            Assert.InRange(page.Events.Count, 0, limit);
            all.AddRange(page.Events);
            before = page.Before;
        }

        return all;
    }

    private static IEnumerable<string> Repeated(string name, int times) => Enumerable.Repeat(name, times);

    private static IEnumerable<long> Positions(long head) => Enumerable.Range(0, (int)head).Select(i => head - i);
}
