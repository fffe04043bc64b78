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
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Are_listed_by_each_of_them_and_one_holds_each_duty()
    {
        await using var silos = await TwoSilos.Start();
        await silos.Settled();

        foreach (var silo in silos.Hosts)
        {
            var status = await TwoSilos.Status(silo);
            Assert.Equal(
                silos.Hosts.Select(host => (host.Address.ToString(), "serving", 0L)),
                status.Select(view => ((string)view["address"]!, (string)view["state"]!, (long)view["lag"]!)));
            Assert.Equal(
                ["checkpoints", "contents", "retention", "station-watch"],
                status.SelectMany(view => view["duties"]!.AsArray().Select(duty => (string)duty!)).Order());
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
        Assert.Contains("\"snapshot\"", await items.ReadLineAsync(), StringComparison.Ordinal);
        using var http = new HttpClient { BaseAddress = leaving.Address };

        var silo = leaving.Services.GetRequiredService<Silo>();
        silo.Leave();

        using (var ready = await http.GetAsync(new Uri("/api/health/ready", UriKind.Relative)))
        {
            Assert.Equal((HttpStatusCode.NotFound, true), (ready.StatusCode, ready.Headers.ConnectionClose));
        }

        Assert.Equal(200, (await root.Get("organization")).Status);
        var refused = await world.NodeB.At(root).Get($"station/feed?session={await World.Session(world.NodeB)}");
        Assert.Equal((503, "hub.leaving"), (refused.Status, refused.Text("code")));
        Assert.Equal("leaving", (string)(await TwoSilos.Status(other))[0]["state"]!);
        Assert.Contains("\"hub.leaving\"", await Last(items).WaitAsync(Patience), StringComparison.Ordinal);
        await leaving.Stopped().WaitAsync(Patience);
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

        public static async Task<IReadOnlyList<JsonNode>> Status(HubHost host) =>
            [.. (await (await Root(host)).Get("hub/silos"))["silos"].AsArray().Select(silo => silo!)];

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
