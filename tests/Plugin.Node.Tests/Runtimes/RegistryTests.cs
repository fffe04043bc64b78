using Plugin.Contracts;
using Plugin.Node.Configuration;
using Plugin.Node.Contract;
using Plugin.Node.Proxy;
using Plugin.Node.Runtimes;
using Plugin.Node.Runtimes.Docker;
using Plugin.Node.Tests.Support;
using Plugin.Testing.Running;

namespace Plugin.Node.Tests.Runtimes;

public sealed class A_registry_that_asks_for_a_login(Engine engine) : IClassFixture<Engine>, IAsyncLifetime
{
    // bcrypt of the password, which is all that the registry reads.
    private const string Password = "a password";
    private const string Users = "station:$2b$05$W5oC6ydgJPWmzXYa3AyQwOMTX66DxFQUX6zaynW/o1xGsmCU/TSZi\n";

    private readonly Scratch _scratch = new();
    private readonly ContainerSockets _sockets = new(connections: 64);
    private readonly string _registry = $"127.0.0.1:{Ports.Lend()}";
    private Daemon _daemon = null!;

    private string Repository => $"{_registry}/plugin-node-tests/script";

    public async ValueTask InitializeAsync() => _daemon = await Registry.Start(_scratch.Folder, _registry, Users);

    public async ValueTask DisposeAsync()
    {
        await _daemon.DisposeAsync();
        _sockets.Dispose();
        _scratch.Dispose();
    }

    [Fact]
    public async Task Gives_an_image_by_its_digest_to_who_has_one_and_a_reason_to_who_has_not()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var login = new RegistryLogin(_registry, "station", Password);
        await engine.Tag(Repository, "1");
        var digest = await engine.Push(Repository, "1", RegistryLogins.Header(login));
        await engine.Untag($"{Repository}:1");
        await engine.Untag($"{Repository}@{digest}");
        var image = $"{Repository}@{digest}";

        using var without = Runtime(ImagePull.Missing);
        using var wrong = Runtime(ImagePull.Missing, login with { Password = "another" });
        using var never = Runtime(ImagePull.Never, login);
        using var right = Runtime(ImagePull.Missing, login);

        Assert.Equal(
            $"The image '{image}' is not at this station and cannot be pulled: the registry {_registry} asks for a login, and this station's configuration (runtime.registries) has none for it.",
            await Refused(without, image));
        Assert.Equal(
            $"The image '{image}' is not at this station and cannot be pulled: the registry {_registry} does not accept the login of this station (user 'station').",
            await Refused(wrong, image));
        Assert.Equal($"The image '{image}' is not at this station, which does not pull images.", await Refused(never, image));
        var missing = $"{Repository}@sha256:{new string('0', 64)}";
        Assert.StartsWith($"The image '{missing}' is not at this station and cannot be pulled: manifest", await Refused(right, missing), StringComparison.Ordinal);
        var pulled = await right.Prepare(image, null, cancellationToken);
        Assert.Equal((await right.Prepare(Engine.Image, null, cancellationToken)).Reference, pulled.Reference);
        Assert.Equal(digest, pulled.Digest);
        // By the name that another station has told the digest of, too.
        Assert.Equal(pulled, await right.Prepare($"{Repository}:1", digest, cancellationToken));
        await engine.Untag(image);
    }

    private DockerRuntime Runtime(ImagePull pull, params IReadOnlyList<RegistryLogin> logins) => new(
        new RuntimeConfig.Docker(Engine.Socket, pull) { Registries = logins }, "0", new RunFolders(_scratch.Data), new LimitConfig(), _sockets, 1,
        TimeProvider.System);

    private static async Task<string> Refused(DockerRuntime runtime, string image)
    {
        var no = await Assert.ThrowsAsync<StartRefusedException>(() => runtime.Prepare(image, null, TestContext.Current.CancellationToken));
        Assert.Equal(RunStatus.NoImage, no.State);
        return no.Message;
    }
}
