using System.Text.Json.Nodes;
using Plugin.Domain.Nodes;
using Plugin.Domain.Runs;
using Plugin.Domain.Users;
using Plugin.EventLog;
using Plugin.ReadModels.Replay;
using Plugin.Vault.Seals;

namespace Plugin.ReadModels.Tests;

public sealed class A_replay : IAsyncLifetime
{
    private readonly SealedFields _seals = History.NewSeals();
    private EmptyStore _place = null!;
    private IStore _store = null!;
    private History _history = null!;

    public async ValueTask InitializeAsync()
    {
        _place = await EmptyStore.Sqlite();
        _store = await _place.Location.Open(new Projector(_seals), TimeProvider.System, CancellationToken.None);
        _history = new History(_store, _seals);
        await _history.Begin();
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await _place.DisposeAsync();
    }

    [Fact]
    public async Task Shows_a_thing_as_of_a_position()
    {
        await _history.Append("node-11", new NodeRenamed("North", History.At));
        var renamed = await _store.Log.Head(CancellationToken.None);
        await _history.Append("node-11", new NodeRenamed("South", History.At));

        Assert.Equal("Node 1", (string?)(await Of("node-11", $"{renamed - 1}")).State["name"]);
        Assert.Equal("North", (string?)(await Of("node-11", $"{renamed}")).State["name"]);
        Assert.Equal("South", (string?)(await Of("node-11")).State["name"]);
    }

    [Fact]
    public async Task Shows_a_thing_as_of_a_moment()
    {
        await _history.Append("node-11", new NodeRenamed("North", History.At));
        var events = await _store.Log.ReadStream("node-11", 0, CancellationToken.None);

        Assert.Equal("North", (string?)(await Of("node-11", $"{events[1].At:O}")).State["name"]);
        Assert.Equal("Node 1", (string?)(await Of("node-11", $"{events[1].At.AddMicroseconds(-1):O}")).State["name"]);
        Assert.Equal("""{"state":"none"}""", (await Of("node-11", "2001-01-01")).State.ToJsonString());
    }

    [Fact]
    public async Task Tells_what_each_event_changed_and_who_caused_it()
    {
        await _history.Task(7);
        await _history.Claimed(70);
        await _history.Ended(70, RunOutcome.Failed);

        var replay = await Of("run-70");

        var (claimed, ended) = (replay.Changes[1], replay.Changes[2]);
        Assert.Equal(
            ["state: pending → claimed", "attempt: 0 → 1"], claimed.Fields.Select(f => $"{f.Name}: {f.Before} → {f.After}"));
        Assert.Equal(
            ["state: claimed → ended", "outcome:  → failed", """cause:  → {"kind":"reported","words":"Because."}"""],
            ended.Fields.Select(f => $"{f.Name}: {f.Before} → {(f.After is JsonObject whole ? whole.ToJsonString() : f.After)}").Order(StringComparer.Ordinal).Reverse());
        Assert.Equal(("user:1", "Because."), (ended.Actor, ended.Cause));
    }

    [Fact]
    public async Task Tells_which_image_a_runs_attempt_runs_by()
    {
        await _history.Task(7);
        await _history.Claimed(70);
        await _history.Append("run-70", new RunStarted(History.Collaboration, 1, "sha256:abc", History.At));

        Assert.Equal("sha256:abc", (string?)(await Of("run-70")).State["image_digest"]);
        Assert.Null((await Of("run-70", $"{await _store.Log.Head(CancellationToken.None) - 1}")).State["image_digest"]);
    }

    [Fact]
    public async Task Opens_sealed_text_until_its_key_is_destroyed()
    {
        await _history.Task(7, "Ages");
        var task = (await Of("task-7")).State;
        Assert.Equal("Ages", (string?)task["name"]);
        Assert.Equal("""[{"label":"default","parameters":"{\"query\":\"select 1\"}"}]""", Plain(task["databases"]));
        Assert.Equal("alice@example.org", (string?)(await Of("user-1")).State["email"]);

        await _history.Erase("user-1");

        var erased = (await Of("user-1")).State;
        Assert.Equal(("", 1), ((string?)erased["email"], (int)erased["organisation"]!));
    }

    [Fact]
    public async Task Shows_nothing_of_what_is_retired_but_that_it_is()
    {
        await _history.Append("user-1", new UserRetired(History.At));

        var replay = await Of("user-1");

        Assert.Equal("""{"state":"retired"}""", replay.State.ToJsonString());
        Assert.Contains(replay.Changes[^1].Fields, field => field is { Name: "email", After: null } && (string?)field.Before == "alice@example.org");
    }

    [Theory]
    [InlineData("organisation-1")]
    [InlineData("collaboration-1")]
    [InlineData("user-1")]
    [InlineData("node-11")]
    [InlineData("task-7")]
    [InlineData("run-70")]
    public async Task Knows_every_kind_of_thing(string stream)
    {
        await _history.Task(7);

        Assert.NotEmpty((await Of(stream)).Changes);
    }

    [Theory]
    [InlineData("user-4711")]
    [InlineData("cat-1")]
    [InlineData("")]
    public async Task Knows_nothing_of_what_never_was(string stream) =>
        Assert.Null(await StreamReplay.Of(_store.Log, _store.Vault, stream, AsOf.Now, CancellationToken.None));

    [Theory]
    [InlineData("yesterday")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("03/04/2026")]
    [InlineData("2026-13-01")]
    public void Is_not_asked_for_a_moment_that_is_none(string at) => Assert.Null(AsOf.Parse(at));

    private static string Plain(JsonNode? node) => node!.ToJsonString(new System.Text.Json.JsonSerializerOptions
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    private async Task<StreamReplay> Of(string stream, string? at = null) =>
        (await StreamReplay.Of(_store.Log, _store.Vault, stream, AsOf.Parse(at)!, CancellationToken.None))!;
}
