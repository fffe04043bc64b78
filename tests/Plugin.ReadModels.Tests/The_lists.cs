using Plugin.Domain;
using Plugin.Domain.Access;
using Plugin.Domain.Collaborations;
using Plugin.Domain.Nodes;
using Plugin.Domain.Runs;
using Plugin.Domain.Tasks;
using Plugin.EventLog;
using Plugin.ReadModels.Collaborations;
using Plugin.ReadModels.Nodes;
using Plugin.ReadModels.Organisations;
using Plugin.ReadModels.Runs;
using Plugin.ReadModels.Tasks;
using Plugin.ReadModels.Users;
using Plugin.Testing;

namespace Plugin.ReadModels.Tests;

public sealed class The_lists_on_SQLite : The_lists
{
    private protected override Task<EmptyStore> Empty() => EmptyStore.Sqlite();
}

public sealed class The_lists_on_PostgreSQL : The_lists
{
    private protected override Task<EmptyStore> Empty() => EmptyStore.Postgres();
}

public abstract class The_lists : IAsyncLifetime
{
    private static readonly CancellationToken Token = CancellationToken.None;
    private static readonly Reach Tasks = Permissions.Visible(History.Researcher, Resource.Task);
    private static readonly Reach Runs = Permissions.Visible(History.Researcher, Resource.Run);

    private static ListMemory Memory => new(TimeProvider.System);

    private EmptyStore _empty = null!;
    private IStore _store = null!;
    private History _history = null!;

    private protected abstract Task<EmptyStore> Empty();

    public async ValueTask InitializeAsync()
    {
        _empty = await Empty();
        var seals = History.NewSeals();
        _store = await _empty.Location.Open(new Projector(seals), TimeProvider.System, Token);
        _history = new History(_store, seals);
        await _history.Begin();
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await _empty.DisposeAsync();
    }

    [Theory]
    [InlineData(new[] { RunOutcome.Completed, RunOutcome.Completed }, "completed")]
    [InlineData(new[] { RunOutcome.Completed, RunOutcome.Crashed }, "crashed")]
    [InlineData(new[] { RunOutcome.Crashed, RunOutcome.NotAllowed }, "failed")]
    [InlineData(new[] { RunOutcome.Completed }, "pending")]
    public async Task A_task_has_the_status_of_its_runs(RunOutcome[] outcomes, string status)
    {
        await _history.Task(1);
        foreach (var (outcome, run) in outcomes.Zip([10, 11]))
        {
            await _history.Claimed(run);
            await _history.Started(run);
            await _history.Ended(run, outcome);
        }

        var task = await new TaskQueries(_store.Read, Memory).Find(1, Token);

        Assert.Equal(status, task!.Status);
        Assert.Equal(status == "completed" ? History.At.AddSeconds(3) : null, task.FinishedAt);
        Assert.Equal([1], await Listed(new TaskFilter { Status = status }));
    }

    [Fact]
    public async Task A_task_has_its_texts_opened()
    {
        await _history.Task(1, "Age \"of\" patients", "label_1%");

        var task = await new TaskQueries(_store.Read, Memory).Find(1, Token);

        Assert.Equal("Age \"of\" patients", task!.Name);
        Assert.Equal([new TaskDatabaseRow("label_1%", """{"query":"select 1"}""")], task.Databases);
        Assert.Equal(History.At, task.CreatedAt);
    }

    [Fact]
    public async Task A_released_run_is_pending_again_and_keeps_its_attempt()
    {
        await _history.Task(1);
        await _history.Claimed(10);
        await _history.Append("run-10", new RunInitializing(History.Collaboration, 1, History.At.AddSeconds(2)));
        await _history.Append("run-10", new RunReleased(History.Collaboration, new TaskId(1), 1, RunCauses.LeaseRanOut, History.At.AddSeconds(9)));

        var run = await new RunQueries(_store.Read, Memory).Find(10, Token);

        Assert.Equal(("pending", "pending", 1, true), (run!.State, run.Status, run.Attempt, run.IsOpen));
    }

    [Fact]
    public async Task Tasks_come_newest_first_in_pages()
    {
        for (var id = 1; id <= 5; id++)
        {
            await _history.Task(id);
        }

        var page = await new TaskQueries(_store.Read, Memory).List(Tasks, new TaskFilter(), new PageRequest(2, 2, []), Token);

        Assert.Equal([3, 2], page.Rows.Select(task => task.Id));
        Assert.Equal((5, true), (page.Total, page.TotalIsExact));
        var sorted = await new TaskQueries(_store.Read, Memory).List(
            Tasks, new TaskFilter(), new PageRequest(1, 2, [new SortKey("id", Descending: false)]), Token);
        Assert.Equal([1, 2], sorted.Rows.Select(task => task.Id));
    }

    [Fact]
    public async Task A_deep_page_goes_on_where_the_one_before_it_ended()
    {
        for (var id = 1; id <= 6; id++)
        {
            await _history.Task(id);
        }

        var clock = new ManualClock(History.At);
        var queries = new TaskQueries(_store.Read, new ListMemory(clock, from: 2));
        Assert.Equal([4, 3], await Page(2));

        await _history.Task(7);

        Assert.Equal([2, 1], await Page(3));
        Assert.Equal([7, 6], await Page(1));
        clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal([3, 2], await Page(3));

        async Task<IEnumerable<int>> Page(int number) =>
            (await queries.List(Tasks, new TaskFilter(), new PageRequest(number, 2, []), Token)).Rows.Select(task => task.Id);
    }

    [Fact]
    public async Task A_long_list_may_have_grown_since_it_was_counted()
    {
        await _history.Task(1);
        await _history.Task(2);
        var queries = new TaskQueries(_store.Read, new ListMemory(TimeProvider.System, from: 2));

        Assert.Equal((2, true), await Total());
        await _history.Task(3);

        Assert.Equal((2, false), await Total());

        async Task<(long, bool)> Total() =>
            await queries.List(Tasks, new TaskFilter(), PageRequest.First(10), Token) is var page ? (page.Total, page.TotalIsExact) : default;
    }

    [Fact]
    public async Task Filters_take_wildcards_and_nothing_else_for_wildcards()
    {
        await _history.Task(1, "Survival", "a_b");
        await _history.Task(2, "Summary", "axb");

        Assert.Equal([2, 1], await Listed(new TaskFilter { Name = "su%" }));
        Assert.Equal([2], await Listed(new TaskFilter { Name = "S_mmary" }));
        Assert.Equal([2], await Listed(new TaskFilter { Name = "%MM%" }));
        Assert.Equal([1], await Listed(new TaskFilter { Name = "survival" }));
        Assert.Equal([1], await Listed(new TaskFilter { Database = "a_b" }));
        Assert.Equal([1], await Listed(new TaskFilter { Run = 11 }));
        Assert.Equal([], await Listed(new TaskFilter { Name = "su" }));
        Assert.Equal([], await Listed(new TaskFilter { Name = "'; drop table tasks; --" }));
    }

    [Fact]
    public async Task Lists_show_what_their_reader_reaches()
    {
        await _history.Task(1);
        var queries = new TaskQueries(_store.Read, Memory);
        var page = PageRequest.First(10);
        var nothing = Reach.Nothing(Resource.Task);

        Assert.Empty((await queries.List(nothing, new TaskFilter(), page, Token)).Rows);
        Assert.Single((await queries.List(nothing with { Owners = [new UserId(1)] }, new TaskFilter(), page, Token)).Rows);
        Assert.Empty((await queries.List(nothing with { Owners = [new UserId(2)] }, new TaskFilter(), page, Token)).Rows);
        Assert.Single((await queries.List(nothing with { Organisations = [new OrganisationId(1)] }, new TaskFilter(), page, Token)).Rows);
        var tiedTwice = nothing with { Collaborations = [History.Collaboration], Owners = [new UserId(1)], Organisations = [new OrganisationId(1)] };
        Assert.Equal((1, 1), await queries.List(tiedTwice, new TaskFilter(), page, Token) is var seen ? (seen.Rows.Count, (int)seen.Total) : default);
        var ofJob = nothing with { Collaborations = [History.Collaboration], Job = new TaskId(1) };
        Assert.Single((await queries.List(ofJob, new TaskFilter(), page, Token)).Rows);
        Assert.Empty((await queries.List(ofJob with { Job = new TaskId(2) }, new TaskFilter(), page, Token)).Rows);
    }

    [Fact]
    public async Task Organisations_are_reached_through_a_collaboration_or_as_one_s_own()
    {
        var organisations = new OrganisationQueries(_store.Read);
        var reach = Permissions.Visible(History.Researcher, Resource.Organisation);

        var seen = await organisations.List(reach, new OrganisationFilter(), PageRequest.First(10), Token);

        Assert.Equal([1, 2], seen.Rows.Select(row => row.Id));
        var all = Reach.Nothing(Resource.Organisation) with { Everything = true };
        Assert.Equal(
            [3], (await organisations.List(all, new OrganisationFilter { Country = "BE" }, PageRequest.First(10), Token)).Rows.Select(r => r.Id));
        Assert.Equal([1, 2], await organisations.Partners([1], Token));
    }

    [Fact]
    public async Task A_retired_collaboration_is_gone_with_its_memberships()
    {
        await _history.Append("collaboration-1", new CollaborationRetired(History.At));

        Assert.Null(await new CollaborationQueries(_store.Read).Find(1, Token));
        Assert.Empty(await new CollaborationQueries(_store.Read).Of(1, Token));
        Assert.Empty(await new OrganisationQueries(_store.Read).Members(1, Token));
    }

    [Fact]
    public async Task A_retired_task_is_gone_with_its_runs()
    {
        await _history.Task(1);
        await _history.Append("task-1", new TaskRetired(History.Collaboration, History.At));

        Assert.Null(await new RunQueries(_store.Read, Memory).Find(10, Token));
        Assert.Empty((await new RunQueries(_store.Read, Memory).List(Runs, new RunFilter(), PageRequest.First(10), Token)).Rows);
    }

    [Fact]
    public async Task A_node_is_known_by_its_last_session_and_facts()
    {
        await _history.Append("node-11", new NodeCameOnline("session-1", History.At.AddSeconds(5)));
        await _history.Append("node-11", new NodeDescribed([new NodeFact("encryption", "false")], History.At.AddSeconds(5)));
        await _history.Append("node-11", new NodeWentOffline(History.At.AddSeconds(20)));

        var node = await new NodeQueries(_store.Read).Find(11, Token);

        Assert.Equal(("session-1", "offline", History.At.AddSeconds(20)), (node!.Session, node.Status, node.LastSeen));
        Assert.Equal([new NodeFact("encryption", "false")], node.Facts);
        Assert.Equal(
            [11],
            (await new NodeQueries(_store.Read).List(
                Reach.Nothing(Resource.Node) with { Everything = true }, new NodeFilter { Status = "offline" }, PageRequest.First(10), Token))
            .Rows.Select(row => row.Id));
    }

    [Fact]
    public async Task Open_runs_of_a_node_are_found_by_their_state()
    {
        await _history.Task(1);
        await _history.Claimed(10);
        await _history.Started(10);
        await _history.Ended(10, RunOutcome.Failed);

        var queries = new RunQueries(_store.Read, Memory);

        Assert.Equal([11], (await queries.List(Runs, new RunFilter { OpenOnly = true }, PageRequest.First(10), Token)).Rows.Select(r => r.Id));
        Assert.Empty((await queries.List(Runs, new RunFilter { OpenOnly = true, Node = 11 }, PageRequest.First(10), Token)).Rows);
        Assert.Equal(
            [10],
            (await queries.List(Runs, new RunFilter { FinishedFrom = History.At }, PageRequest.First(10), Token)).Rows.Select(r => r.Id));
    }

    [Fact]
    public async Task A_rebuild_gives_the_same_rows()
    {
        await _history.Task(1);
        await _history.Claimed(10);
        await _history.Started(10);
        await _history.Ended(10, RunOutcome.Completed);
        await _history.Task(2);
        await _history.Append("node-11", new NodeCameOnline("session-1", History.At));
        var before = await Dump();

        await _store.Read.Rebuild(null, Token);

        Assert.Equal(before, await Dump());
        Assert.Contains(before, line => line.Contains("alice", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_erased_user_has_no_name_after_a_rebuild()
    {
        await _store.DisposeAsync();
        _store = await _empty.Location.Open(new Projector(History.NewSeals()), TimeProvider.System, Token);
        await new History(_store, History.NewSeals()).Erase("user-1");

        await _store.Read.Rebuild(null, Token);

        Assert.Equal(("", ""), await new UserQueries(_store.Read).Find(1, Token) is { } user ? (user.Username, user.Email) : default);
    }

    private async Task<IReadOnlyList<int>> Listed(TaskFilter filter) =>
        [.. (await new TaskQueries(_store.Read, Memory).List(Tasks, filter, PageRequest.First(10), Token)).Rows.Select(task => task.Id)];

    private async Task<IReadOnlyList<string>> Dump()
    {
        var lines = new List<string>();
        await foreach (var line in _store.Read.Dump(Token))
        {
            lines.Add(line);
        }

        return lines;
    }
}
