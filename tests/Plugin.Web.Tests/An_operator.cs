using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Plugin.Testing;
using Plugin.Testing.Running;
using Plugin.Web.Tests.Running;

namespace Plugin.Web.Tests;

/// <summary>Two silos over one database, and a node whose station says hello and then nothing more.</summary>
public sealed class An_operator(Installation installation) : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plugin-web-");
    private PostgresDatabase _database = null!;
    private HubProcess _first = null!;
    private HubProcess _second = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await PostgresDatabase.Create();
        _first = new HubProcess(_folder.FullName, _database.ConnectionString);
        _second = new HubProcess(_folder.FullName, _database.ConnectionString);
        await _first.Serve();
        await _second.Serve();
    }

    public async ValueTask DisposeAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
        await _database.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Sees_a_silo_die_and_a_node_go_and_come_back()
    {
        var root = await HubUser.SignIn(_first.Address, "root", HubProcess.RootPassword);
        var hospital = (int)(await root.Post("organization", new JsonObject { ["name"] = "North" }))["id"]!;
        var collaboration = (int)(await root.Post("collaboration", new JsonObject
        {
            ["name"] = "Trial",
            ["encrypted"] = false,
            ["organization_ids"] = new JsonArray(hospital),
        }))["id"]!;
        var node = await root.Post("node", new JsonObject { ["collaboration_id"] = collaboration, ["organization_id"] = hospital });
        using var station = await Station((string)node["api_key"]!);
        await using var visitor = await Visitor.Come(installation.Browser, _first.Address, "en", phone: false, ColorScheme.Light);
        await visitor.SignIn("root", HubProcess.RootPassword);
        await using var administrator = await Visitor.Come(installation.Browser, _first.Address, "en", phone: false, ColorScheme.Light);
        await administrator.SignIn("root", HubProcess.RootPassword);
        await visitor.Open("/operate");
        await administrator.Open($"/nodes/{node["id"]}");
        await Assertions.Expect(visitor.Page.GetByText("2 of 2 serving")).ToBeVisibleAsync();
        await Shown("session-1");

        await _second.Kill();

        await Assertions.Expect(visitor.Page.GetByText("1 of 2 serving")).ToBeVisibleAsync();
        await Assertions.Expect(visitor.Page.GetByText("A silo has not been heard of for more than ten seconds")).ToBeVisibleAsync();
        await visitor.Screenshot("operate-silo-lost");
        await Assertions.Expect(administrator.Page.GetByText("offline", new() { Exact = true })).ToBeVisibleAsync();
        await Assertions.Expect(administrator.Page.GetByText("still out")).ToBeVisibleAsync();

        await Shown("session-2");
        Assert.Empty(visitor.Complaints);
        Assert.Empty(administrator.Complaints);

        // The node beats until the page has shown it.
        async Task Shown(string session)
        {
            await Say(station, "session", new JsonObject { ["session"] = session, ["version"] = "1.2.3", ["facts"] = new JsonArray() });
            using var enough = new CancellationTokenSource();
            var beating = Beat(station, session, enough.Token);
            await Assertions.Expect(administrator.Page.GetByText("online", new() { Exact = true })).ToBeVisibleAsync();
            await enough.CancelAsync();
            await beating;
        }
    }

    private async Task<HttpClient> Station(string key)
    {
        var http = new HttpClient { BaseAddress = _first.Address };
        using var answer = await http.PostAsJsonAsync("/api/token/node", new JsonObject { ["api_key"] = key });
        var token = (string)(await answer.Content.ReadFromJsonAsync<JsonNode>())!["access_token"]!;
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return http;
    }

    private static async Task Beat(HttpClient station, string session, CancellationToken enough)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(2));
        try
        {
            do
            {
                await Say(station, "heartbeat", new JsonObject { ["session"] = session, ["runs"] = new JsonArray() });
            }
            while (await timer.WaitForNextTickAsync(enough));
        }
        catch (OperationCanceledException)
        {
            // It was shown.
        }
    }

    private static async Task Say(HttpClient station, string what, JsonObject body)
    {
        using var answer = await station.PostAsJsonAsync($"/api/station/{what}", body);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
