using Plugin.Client;
using Plugin.Node.AccessLog;
using Plugin.Node.Checks;
using Plugin.Node.Configuration;
using Plugin.Node.Tests.Support;

namespace Plugin.Node.Tests.Checks;

public sealed class A_check_of_a_station : IAsyncLifetime
{
    private readonly Scratch _scratch = new();
    private TestHub _hub = null!;
    private string _noted = $"0:{AccessRecord.Nothing}";
    private bool _encrypted;

    public async ValueTask InitializeAsync()
    {
        _hub = await TestHub.Start();
        _hub.Resources = context => context.Request.Path.Value switch
        {
            "/api/version" => (200, """{"version":"4.14.0","plugin":"0.1.0"}"""),
            "/api/node/2" => (200, $$"""
                {"id":2,"type":"node","name":"Node A","status":"online","ip":null,"last_seen":null,"organization":{"id":7,"link":"","methods":[]},
                "collaboration":{"id":3,"link":"","methods":[]},"config":[{"key":"access_log","value":"{{_noted}}"}]}
                """),
            "/api/collaboration/3" => (200, $$"""{"id":3,"name":"Heart","encrypted":{{(_encrypted ? "true" : "false")}},"organizations":"","tasks":"","studies":"","algorithm_stores":""}"""),
            _ => null,
        };
    }

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        _scratch.Dispose();
    }

    [Fact]
    public async Task Finds_one_that_is_ready_good_and_leaves_no_trace_at_the_hub()
    {
        var findings = await Check(Config());

        Assert.DoesNotContain(findings, f => f.Verdict == CheckVerdict.Bad);
        Assert.Equal("The hub knows it: node 2, 'Node A'.", Of(findings, "hub key").Words);
        Assert.Equal("'Heart', not encrypted, as configured here.", Of(findings, "collaboration").Words);
        Assert.Equal(CheckVerdict.Good, Of(findings, "clock").Verdict);
        Assert.DoesNotContain(_hub.Asked, a => a.Contains("station/", StringComparison.Ordinal));
        Assert.False(Directory.Exists(_scratch.Data));
    }

    [Fact]
    public async Task Says_that_the_hub_does_not_know_the_key()
    {
        var finding = Of(await Check(Config() with { Key = "11111111-0000-4000-8000-000000000000" }), "hub key");

        Assert.Equal((CheckVerdict.Bad, "The hub does not accept it: This key is not known."), (finding.Verdict, finding.Words));
        Assert.NotNull(finding.Advice);
    }

    [Fact]
    public async Task Says_that_the_two_disagree_about_encryption()
    {
        _encrypted = true;

        Assert.Equal("'Heart' is encrypted, but this station has no private_key.", Of(await Check(Config()), "collaboration").Words);
    }

    [Fact]
    public async Task Says_that_nobody_answers_there()
    {
        var address = HubAddress.Parse("http://127.0.0.1:1", "/api");

        var findings = await Check(Config() with { Hub = address });

        Assert.Equal(CheckVerdict.Bad, Of(findings, "hub").Verdict);
        Assert.Equal(CheckVerdict.Skipped, Of(findings, "hub key").Verdict);
    }

    [Fact]
    public async Task Says_that_something_else_lives_there()
    {
        _hub.Resources = _ => (200, "<html>Welcome</html>");

        Assert.Contains("but not as a hub does", Of(await Check(Config()), "hub").Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_that_the_access_log_ends_before_what_the_hub_has_noted()
    {
        _noted = $"5:{new string('a', 64)}";

        var finding = Of(await Check(Config()), "access log");

        Assert.Equal(CheckVerdict.Bad, finding.Verdict);
        Assert.Contains("noted that it has entries", finding.Words, StringComparison.Ordinal);
    }

    private static Finding Of(IEnumerable<Finding> findings, string subject) => findings.Single(f => f.Subject == subject);

    private StationConfig Config() => new(
        _hub.Address, _hub.Key, _scratch.Data, new RuntimeConfig.Process("/bin/true"), [], new PolicyConfig(["plugin/.*"]), new LimitConfig(),
        new Dictionary<string, string>(), ShareLogs: ImagePatterns.None, PrivateKeyFile: null);

    private static async Task<List<Finding>> Check(StationConfig config)
    {
        var findings = new List<Finding>();
        await foreach (var finding in StationChecks.Run(config, TimeProvider.System, TestContext.Current.CancellationToken))
        {
            findings.Add(finding);
        }

        return findings;
    }
}
