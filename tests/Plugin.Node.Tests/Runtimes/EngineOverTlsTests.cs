using System.Diagnostics;
using Plugin.Contracts;
using Plugin.Node.Configuration;
using Plugin.Node.Proxy;
using Plugin.Node.Runtimes;
using Plugin.Node.Runtimes.Docker;
using Plugin.Node.Tests.Support;
using Plugin.Testing.Running;

namespace Plugin.Node.Tests.Runtimes;

public sealed class An_engine_over_TLS : IAsyncLifetime
{
    private readonly Scratch _scratch = new();
    private readonly ContainerSockets _sockets = new(connections: 64);
    private Certificates _certificates = null!;
    private TestHub _hub = null!;

    public async ValueTask InitializeAsync()
    {
        _certificates = new Certificates(Path.Combine(_scratch.Folder, "certificates"));
        _hub = await TestHub.Start();
    }

    public async ValueTask DisposeAsync()
    {
        _sockets.Dispose();
        await _hub.DisposeAsync();
        _certificates.Dispose();
        _scratch.Dispose();
    }

    [Fact]
    public async Task Runs_containers_and_answers_to_no_stranger()
    {
        const string image = "plugin-node-tests/script:tls";
        var port = Ports.Lend();
        var config = Config(port, _certificates, "station");
        using var http = EngineHttp.Create(config);
        await using var engine = await Daemon.Start(Engine(port, _certificates.Issue("engine")), () => Answers(http));
        using (var v1 = EngineHttp.Create(config))
        {
            v1.BaseAddress = new Uri(v1.BaseAddress!, "v1.40/");
            await ScriptImage.Import(v1, image, ScriptImage.Command);
        }

        var run = _hub.Offer(5, image, "echo over; printf 42 > /mnt/out/output");
        DockerRuntime? runtime = null;
        await using (new TestStation(_hub, _scratch, (folder, folders) => runtime = new DockerRuntime(
            config, folder.StationId(), folders, new LimitConfig(), _sockets, folder.ProxyPort(told: false), TimeProvider.System)).Run())
        {
            await _hub.Until(() => run.Finished, "The run did not end");
        }

        runtime?.Dispose();
        using var others = new Certificates(Path.Combine(_scratch.Folder, "others"));
        var stranger = Config(port, others, "stranger");
        using var refused = new DockerEngine(stranger with { Tls = stranger.Tls! with { CaFile = _certificates.Authority } });
        using var deceived = new DockerEngine(config with { Tls = config.Tls! with { CaFile = others.Authority } });

        Assert.Equal((RunStatus.Completed, "42", "over\n"), (run.State, run.ResultText, run.Log));
        var no = await Assert.ThrowsAsync<RuntimeUnavailableException>(() => refused.Version(TestContext.Current.CancellationToken));
        Assert.StartsWith($"The container engine at tcp://127.0.0.1:{port}/ does not answer: ", no.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<RuntimeUnavailableException>(() => deceived.Version(TestContext.Current.CancellationToken));
    }

    private static RuntimeConfig.Docker Config(int port, Certificates certificates, string name)
    {
        var (certificate, key) = certificates.Issue(name);
        return new RuntimeConfig.Docker("", ImagePull.Never) { Tls = new EngineTls(new Uri($"tcp://127.0.0.1:{port}"), certificates.Authority, certificate, key) };
    }

    private static async Task<bool> Answers(HttpClient http)
    {
        try
        {
            return (await http.GetAsync(new Uri("_ping", UriKind.Relative))).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private ProcessStartInfo Engine(int port, (string Certificate, string Key) own)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_scratch.Folder, "engine")).FullName;
        return new ProcessStartInfo("dockerd")
        {
            ArgumentList =
            {
                "--host", $"tcp://127.0.0.1:{port}", "--tlsverify", "--tlscacert", _certificates.Authority, "--tlscert", own.Certificate, "--tlskey", own.Key,
                "--data-root", Path.Combine(folder, "data"), "--exec-root", Path.Combine(folder, "exec"), "--pidfile", Path.Combine(folder, "pid"),
                "--bridge", "none", "--iptables=false", "--ip6tables=false", "--ip-forward=false", "--ip-masq=false",
            },
        };
    }
}
