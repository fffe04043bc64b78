using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Plugin.Testing.Running;

namespace Plugin.Api.Tests;

/// <summary>
/// An algorithm store as the hub meets it: whitelisting, the public policy and approved algorithms, as the store's contract has them. It asks the hub
/// back who a caller is, as a real one does.
/// </summary>
internal sealed class StandInStore : IAsyncDisposable
{
    private static readonly HttpClient Hub = new() { Timeout = Eventually.Patience };

    private static int _started;

    private readonly WebApplication _app;
    private readonly string _name;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _servers = [];
    private readonly List<StoreRequest> _requests = [];

    private StandInStore(WebApplication app, string name) => (_app, _name) = (app, name);

    /// <summary>Its API, with the path. The system may give one port to several stores in turn, so each has a path of its own.</summary>
    public string Url => $"{_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()}/{_name}/api";

    public string AlgorithmView { get; set; } = "whitelisted";

    /// <summary>Null: any server may whitelist itself.</summary>
    public IReadOnlyList<string>? AllowedServers { get; set; }

    /// <summary>Approved, with their digests; null where the registry gives none.</summary>
    public Dictionary<string, string?> Algorithms { get; } = [];

    /// <summary>Answers of one's own, by method and path.</summary>
    public Dictionary<string, Func<HttpContext, Task>> Instead { get; } = [];

    public IReadOnlyList<string> Servers
    {
        get
        {
            lock (_lock)
            {
                return [.. _servers.Keys];
            }
        }
    }

    public IReadOnlyList<StoreRequest> Requests
    {
        get
        {
            lock (_lock)
            {
                return [.. _requests];
            }
        }
    }

    public static async Task<StandInStore> Start(string address = "127.0.0.1")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls($"http://{address}:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var name = $"store-{Interlocked.Increment(ref _started)}";
        var store = new StandInStore(app, name);
        app.UsePathBase($"/{name}");
        app.Use(store.Note);
        app.UseRouting();
        app.MapPost("/api/vantage6-server", (Delegate)store.Introduce);
        app.MapGet("/api/vantage6-server", (Delegate)store.ListServers);
        app.MapDelete("/api/vantage6-server/{id:int}", store.RemoveServer);
        app.MapGet("/api/policy/public", () => Results.Json(new { algorithm_view = store.AlgorithmView, allowed_servers = "all" }));
        app.MapGet("/api/algorithm", (Delegate)store.ListAlgorithms);
        await app.StartAsync();
        return store;
    }

    public void Whitelist(string server)
    {
        lock (_lock)
        {
            _servers.TryAdd(server, _servers.Count + 1);
        }
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task Note(HttpContext http, RequestDelegate next)
    {
        var headers = http.Request.Headers;
        lock (_lock)
        {
            _requests.Add(new StoreRequest(
                $"{http.Request.Method} {http.Request.Path}{http.Request.QueryString}", headers["server_url"].ToString(),
                headers["Server-Url"].ToString(), headers.Authorization.ToString()));
        }

        // As servers behind WSGI do: what has no length is empty.
        if (http.Request.ContentLength is null)
        {
            http.Request.Body = Stream.Null;
        }

        if (Instead.TryGetValue($"{http.Request.Method} {http.Request.Path}", out var other))
        {
            await other(http);
            return;
        }

        await next(http);
    }

    private async Task<IResult> Introduce(HttpContext http)
    {
        var body = (await JsonNode.ParseAsync(http.Request.Body))!;
        var url = (string)body["url"]!;
        if (AllowedServers is { } allowed && !allowed.Contains(url))
        {
            return Message(403, $"Server '{url}' is not allowed to whitelist itself.");
        }

        if (!await IsValid(http, url))
        {
            return Message(403, "Your token is not valid at that server.");
        }

        lock (_lock)
        {
            var isNew = _servers.TryAdd(url, _servers.Count + 1);
            return isNew ? Results.Json(new { id = _servers[url], url }, statusCode: 201) : Message(208, "Whitelisted already.");
        }
    }

    private async Task<IResult> ListServers(HttpContext http)
    {
        if (await Refuses(http) is { } refusal)
        {
            return refusal;
        }

        // The filter by url takes wildcards, so it may well give more than the one that was meant.
        lock (_lock)
        {
            return Results.Json(_servers
                .Select(server => new { id = server.Value, url = server.Key, users = $"/api/user?v6_server_id={server.Value}" }));
        }
    }

    private async Task<IResult> RemoveServer(int id, HttpContext http)
    {
        if (await Refuses(http) is { } refusal)
        {
            return refusal;
        }

        lock (_lock)
        {
            var own = http.Request.Headers["server_url"].ToString();
            return _servers.TryGetValue(own, out var known) && known == id && _servers.Remove(own)
                ? Message(200, "Removed.")
                : Message(403, "Not your server.");
        }
    }

    private async Task<IResult> ListAlgorithms(HttpContext http)
    {
        if (AlgorithmView != "public" && await Refuses(http) is { } refusal)
        {
            return refusal;
        }

        var image = http.Request.Query["image"].ToString();
        var data = Algorithms.TryGetValue(image, out var digest)
            ? new[] { new { id = 1, name = "Average", image, digest, status = "approved" } }
            : [];
        return Results.Json(new { data, links = new { first = "/algorithm?page=1" } });
    }

    private async Task<IResult?> Refuses(HttpContext http)
    {
        var server = http.Request.Headers["server_url"].ToString();
        lock (_lock)
        {
            if (!_servers.ContainsKey(server))
            {
                return Message(403, $"Server '{server}' you are trying to authenticate with is not whitelisted");
            }
        }

        return await IsValid(http, server) ? null : Message(401, "Token is not valid");
    }

    private static async Task<bool> IsValid(HttpContext http, string server)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{server}/token/user/validate");
        request.Headers.Authorization = AuthenticationHeaderValue.Parse(http.Request.Headers.Authorization.ToString());
        using var response = await Hub.SendAsync(request);
        return (int)response.StatusCode == 200;
    }

    private static IResult Message(int status, string text) => Results.Json(new { msg = text }, statusCode: status);
}

/// <param name="Line">Method, path and query.</param>
internal sealed record StoreRequest(string Line, string ServerUrlUnderscored, string ServerUrl, string Authorization);
