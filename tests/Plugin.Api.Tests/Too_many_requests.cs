using System.Net;
using Plugin.Api.Http;
using Plugin.EventLog;
using Plugin.Hub;

namespace Plugin.Api.Tests;

public sealed class Too_many_requests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plugin-api-");
    private HubHost _host = null!;
    private Api _anyone = null!;

    public async ValueTask InitializeAsync()
    {
        var settings = RunningHub.Settings(new DataFolder(_folder.FullName), Path.Combine(_folder.FullName, "secrets")) with
        {
            TrustedProxies = [new IPNetwork(IPAddress.Loopback, 32)],
            RequestsPerSecond = new RequestRates { Anonymous = 5, User = 1, Node = 1 },
        };
        _host = await HubHost.Start(settings, CancellationToken.None);
        _anyone = new Api(_host.Address, null);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Of_one_caller_are_refused_with_the_time_to_wait_and_hold_nobody_else_up()
    {
        var root = await _anyone.LogIn("root", RunningHub.RootPassword);

        var refused = await Until429(() => root.Get("organization"));

        Assert.Equal("Too many requests; try again in 1 s.", refused.Text("msg"));
        Assert.Equal("1", refused.Headers["Retry-After"]);
        Assert.Equal(200, (await _anyone.Get("version")).Status);
    }

    [Fact]
    public async Task Count_for_whom_a_trusted_proxy_names()
    {
        var refused = await Until429(() => From("203.0.113.7"));

        Assert.Equal("Too many requests; try again in 1 s.", refused.Text("msg"));
        Assert.Equal(200, (await From("203.0.113.8")).Status);
        // What a caller claims before it reaches the proxy is nobody's word.
        Assert.Equal(429, (await Until429(() => From("203.0.113.8, 203.0.113.7"))).Status);

        Task<Answer> From(string forwarded) => _anyone.Send(HttpMethod.Get, "version", null, ("X-Forwarded-For", forwarded));
    }

    [Fact]
    public async Task Are_told_on_our_own_routes_as_a_problem()
    {
        var root = await _anyone.LogIn("root", RunningHub.RootPassword);

        var refused = await Until429(() => root.Get("audit/checkpoint"));

        Assert.Equal(("application/problem+json", "requests.too-many"), (refused.Type, refused.Text("code")));
    }

    // A bucket fills while it is emptied, so many ask at once: on a slow machine one after the other would never see it empty.
    private static async Task<Answer> Until429(Func<Task<Answer>> ask)
    {
        for (var i = 0; i < 10; i++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => ask()));
            if (answers.FirstOrDefault(answer => answer.Status == 429) is { } refused)
            {
                return refused;
            }
        }

        throw new InvalidOperationException("A thousand requests, a hundred at once, were all answered.");
    }
}
