using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Plugin.EventLog;
using Plugin.Grains.Silos;
using Plugin.Hub;
using Plugin.Testing;
using Plugin.Testing.Running;

namespace Plugin.Api.Tests;

public sealed class The_silos_of_a_hub
{
    private static readonly TimeSpan Patience = Eventually.Patience;

    [Fact]
    public async Task Are_listed_by_each_of_them_and_one_holds_each_duty()
    {
        await using var silos = await TwoSilos.Start();
        var expected = string.Join('\n', silos.Hosts.Select(host => $"{host.Address} serving, 0 behind")) + "\ncheckpoints, contents, retention, station-watch";

        foreach (var silo in silos.Hosts)
        {
            // A duty that is taken up every two seconds is nobody's for a moment when its holder is late.
            var shown = "";
            await Eventually.Get(
                async () =>
                {
                    var status = await TwoSilos.Status(silo);
                    var duties = status.SelectMany(view => view["duties"]!.AsArray().Select(duty => (string)duty!)).Order();
                    shown = string.Join('\n', status.Select(view => $"{view["address"]} {view["state"]}, {view["lag"]} behind")) + $"\n{string.Join(", ", duties)}";
                    return shown == expected ? shown : null;
                },
                Patience, () => $"{expected}\nin\n{shown}");
        }
    }

    [Fact]
    public async Task Show_at_once_on_each_of_them_what_another_wrote()
    {
        await using var silos = await TwoSilos.Start();
        var (first, second) = (await TwoSilos.Root(silos.Hosts[0]), await TwoSilos.Root(silos.Hosts[1]));
        for (var i = 0; i < 25; i++)
        {
            var (writer, reader) = i % 2 == 0 ? (first, second) : (second, first);

            var made = await writer.Post("organization", $$"""{"name":"Hospital {{i}}"}""");

            Assert.Equal($"Hospital {i}", (await reader.Get($"organization/{made.Id}")).Text("name"));
            Assert.Contains(made.Id, (await reader.Get("organization?per_page=100")).Ids);
            Assert.Equal(200, (await reader.Patch($"organization/{made.Id}", """{"country":"NL"}""")).Status);
            Assert.Equal("NL", (await writer.Get($"organization/{made.Id}")).Text("country"));
        }
    }

    [Fact]
    public async Task Lose_one_that_leaves_without_anybody_being_refused()
    {
        await using var silos = await TwoSilos.Start();
        var world = await World.Create(new Api(silos.Hosts[1].Address, null));
        await silos.Settled();
        var (leaving, other) = (silos.Hosts[0], silos.Hosts[1]);
        var root = await TwoSilos.Root(leaving);
        var session = await World.Session(world.NodeA);
        using var feed = await world.NodeA.At(root).Open($"station/feed?session={session}");
        using var items = new StreamReader(await feed.Content.ReadAsStreamAsync());
        await items.With("\"snapshot\"");
        using var http = new HttpClient { BaseAddress = leaving.Address };
        var (rootThere, late) = (await TwoSilos.Root(other), await World.Session(world.NodeB));

        var silo = leaving.Services.GetRequiredService<Silo>();
        silo.Leave();
        // All at once: it is gone in a few seconds, whether or not the machine has time for us.
        var (readyAsked, asked, feedAsked) = (
            http.GetAsync(new Uri("/api/health/ready", UriKind.Relative)), root.Get("organization"), world.NodeB.At(root).Get($"station/feed?session={late}"));
        await Eventually.Get(
            async () => (string)(await TwoSilos.Status(rootThere))[0]["state"]! == "leaving" ? "leaving" : null, Patience, () => "a silo that leaves in the list of the other");

        using (var ready = await readyAsked)
        {
            Assert.Equal((HttpStatusCode.NotFound, true), (ready.StatusCode, ready.Headers.ConnectionClose));
        }

        Assert.Equal(200, (await asked).Status);
        var refused = await feedAsked;
        Assert.Equal((503, "hub.leaving"), (refused.Status, refused.Text("code")));
        Assert.Contains("\"hub.leaving\"", await Last(items).Soon("the end of the feed"), StringComparison.Ordinal);
        await leaving.Stopped().Soon("the end of the silo");
        await leaving.DisposeAsync();

        Assert.Equal([other.Address.ToString()], (await TwoSilos.Status(other)).Select(view => (string)view["address"]!));
        Assert.DoesNotContain(
            await other.Services.GetRequiredService<IStore>().Live.Duties(default),
            duty => duty.Holder == silo.Id);
    }

    private static async Task<string> Last(StreamReader items)
    {
        var last = "";
        while (await items.ReadLineAsync() is { } line)
        {
            last = line.Length > 0 && line.StartsWith("data:", StringComparison.Ordinal) ? line : last;
        }

        return last;
    }

    private sealed class TwoSilos(PostgresDatabase database, DirectoryInfo secrets) : IAsyncDisposable
    {
        public List<HubHost> Hosts { get; } = [];

        public static async Task<TwoSilos> Start()
        {
            var silos = new TwoSilos(await PostgresDatabase.Create(), Directory.CreateTempSubdirectory("plugin-api-"));
            var settings = RunningHub.Settings(new Database(silos.ConnectionString), silos.Secrets);
            silos.Hosts.Add(await HubHost.Start(settings, CancellationToken.None));
            silos.Hosts.Add(await HubHost.Start(settings, CancellationToken.None));
            return silos;
        }

        private string ConnectionString => database.ConnectionString;

        private string Secrets => secrets.FullName;

        public static Task<Api> Root(HubHost host) => new Api(host.Address, null).LogIn("root", RunningHub.RootPassword);

        public static async Task<IReadOnlyList<JsonNode>> Status(HubHost host) => await Status(await Root(host));

        public static async Task<IReadOnlyList<JsonNode>> Status(Api root) =>
            [.. (await root.Get("hub/silos"))["silos"].AsArray().Select(silo => silo!)];

        /// <summary>Each duty has been taken up, and each silo has said so of itself.</summary>
        public Task<string> Settled() => Eventually.Get(
            async () => (await Hosts[0].Services.GetRequiredService<IStore>().Live.Duties(default)).Count == 4
                && (await Status(Hosts[0])).All(silo => (long)silo["lag"]! == 0) ? "settled" : null,
            Patience, () => "four duties that somebody holds, and silos that have followed the log");

        public async ValueTask DisposeAsync()
        {
            foreach (var host in Hosts)
            {
                await host.DisposeAsync();
            }

            await database.DisposeAsync();
            secrets.Delete(recursive: true);
        }
    }
}
