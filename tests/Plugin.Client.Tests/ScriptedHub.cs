using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Plugin.Client.Tests;

/// <summary>A real HTTP server that answers as a test says and remembers what it was asked.</summary>
internal sealed class ScriptedHub : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<string> _asked = [];
    private int _logins;

    private ScriptedHub(WebApplication app) => _app = app;

    public static async Task<ScriptedHub> Start(Action<ScriptedHub, WebApplication> routes)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var hub = new ScriptedHub(app);
        app.Use(next => context =>
        {
            lock (hub._asked)
            {
                hub._asked.Add($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString} {context.Request.Headers.Authorization}".TrimEnd());
            }

            return next(context);
        });
        app.MapPost("/api/token/node", hub.Login);
        app.MapPost("/api/token/refresh", hub.Login);
        routes(hub, app);
        await app.StartAsync();
        return hub;
    }

    public HubAddress Address => HubAddress.Parse(_app.Urls.Single(), "/api");

    public IReadOnlyList<string> Asked
    {
        get
        {
            lock (_asked)
            {
                return [.. _asked];
            }
        }
    }

    public HubConnection Connect(TimeProvider? time = null) =>
        new(HubHttp.Create(Address), Address, new Credentials.Node("8e2cb1ac-0000-4000-8000-000000000000"), time ?? TimeProvider.System, () => 0);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private IResult Login()
    {
        var n = Interlocked.Increment(ref _logins);
        return Results.Json(new { access_token = $"access-{n}", refresh_token = $"refresh-{n}", refresh_url = "/api/token/refresh" });
    }
}
