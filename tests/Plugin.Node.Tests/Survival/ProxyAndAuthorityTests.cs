using Plugin.Contracts;
using Plugin.Node.Tests.Support;
using Plugin.Testing.Running;

namespace Plugin.Node.Tests.Survival;

/// <summary>The real programs, a hub with a certificate of an authority that nobody else knows, and a proxy as the only way out.</summary>
public sealed class A_station_in_a_hospitals_network : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Scratch _scratch = new();
    private Certificates _authority = null!;
    private TestHub _hub = null!;

    public async ValueTask InitializeAsync()
    {
        _authority = new Certificates(Path.Combine(_scratch.Folder, "authority"));
        _hub = await TestHub.Start(_authority.Issue("hub"));
        _hub.Resources = context => context.Request.Path.Value == "/api/version" ? (200, """{"version":"4.14.0","plugin":"0.1.0"}""") : null;
    }

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        _authority.Dispose();
        _scratch.Dispose();
    }

    [Fact]
    public async Task Reaches_the_hub_through_the_proxy_and_keeps_the_proxys_password_to_itself()
    {
        await using var proxy = new ConnectProxy();
        await using var station = Station("hub.test", _authority.Authority, ("HTTPS_PROXY", proxy.Address));
        var run = _hub.Offer(5, "plugin/algorithms:1", _scratch.Marks(5));

        station.Start();
        await _hub.Until(() => run.Finished, "The run did not end", seconds: 60);
        var check = await CommandLine.RunWith(station.Variables, Patience, "station", "check", "--config", station.Config);

        Assert.Equal((RunStatus.Completed, "42"), (run.State, run.ResultText));
        Assert.Equal([$"hub.test:{_hub.Address.Url.Port}"], proxy.Asked.Distinct());
        Assert.Contains($"hub name: Left to the proxy http://127.0.0.1:{proxy.Port}/ (HTTPS_PROXY).", check.Output, StringComparison.Ordinal);
        Assert.Contains($"hub: https://hub.test:{_hub.Address.Url.Port} answers, version 0.1.0, with a trusted certificate.", check.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-of-the-proxy", station.Output + check.Output + check.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reaches_a_hub_of_NO_PROXY_without_it()
    {
        await using var proxy = new ConnectProxy();
        await using var station = Station("127.0.0.1", _authority.Authority, ("HTTPS_PROXY", proxy.Address), ("NO_PROXY", "elsewhere.test,127.0.0.1"));
        var run = _hub.Offer(5, "plugin/algorithms:1", _scratch.Marks(5));

        station.Start();
        await _hub.Until(() => run.Finished, "The run did not end", seconds: 60);

        Assert.Equal((RunStatus.Completed, 0), (run.State, proxy.Asked.Count));
    }

    [Theory]
    [InlineData("another authority", "its certificate is not trusted by hub.ca_file (", "Check that hub.ca_file holds the authority that signed it")]
    [InlineData("no authority", "its certificate is not trusted: ", "name its PEM file as hub.ca_file")]
    [InlineData("a proxy that refuses", "of HTTPS_PROXY lets nobody through to it: ", "Check the address in HTTPS_PROXY")]
    [InlineData("no proxy", "of HTTPS_PROXY)", "Check the address in HTTPS_PROXY")]
    public async Task Says_what_is_in_the_way(string trouble, string words, string advice)
    {
        await using var proxy = new ConnectProxy { Refuses = trouble == "a proxy that refuses" };
        using var other = new Certificates(Path.Combine(_scratch.Folder, "other"));
        var way = trouble == "no proxy" ? $"http://127.0.0.1:{Ports.Lend()}" : proxy.Address;
        await using var station = Station(
            "hub.test", trouble switch { "another authority" => other.Authority, "no authority" => null, _ => _authority.Authority }, ("HTTPS_PROXY", way));

        station.Start();
        await station.Wrote("Waiting for the hub.", Patience);
        var check = await CommandLine.RunWith(station.Variables, Patience, "station", "check", "--config", station.Config);

        var said = station.Output.Split('\n').First(line => line.Contains("Waiting for the hub.", StringComparison.Ordinal));
        Assert.Contains($"The hub at https://hub.test:{_hub.Address.Url.Port}/ cannot be reached: ", said, StringComparison.Ordinal);
        Assert.Contains(words, said, StringComparison.Ordinal);
        Assert.Equal(1, check.ExitCode);
        Assert.Contains(words, check.Output, StringComparison.Ordinal);
        Assert.Contains(advice, check.Output, StringComparison.Ordinal);
        Assert.Empty(_hub.Asked);
    }

    private StationProcess Station(string host, string? authority, params (string Name, string Value)[] variables)
    {
        var data = Path.Combine(_scratch.Folder, "cohort.csv");
        File.WriteAllText(data, "age\n40\n");
        var station = new StationProcess(
            _scratch.Folder, new Uri($"https://{host}:{_hub.Address.Url.Port}"), _hub.Key, data, $"kind: process\nalgorithms: {_scratch.Algorithm("printf 42 > \"$out\"")}");
        if (authority is not null)
        {
            station.Hub.Add($"ca_file: {authority}");
        }

        foreach (var (name, value) in variables)
        {
            station.Variables[name] = value;
        }

        return station;
    }
}
