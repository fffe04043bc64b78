using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Plugin.Contracts;
using Plugin.Node.Tests.Support;
using Plugin.Testing;
using Plugin.Testing.Running;

namespace Plugin.Node.Tests.Survival;

/// <summary>SIGKILL to the process of the station, in the middle of what takes long; the engine goes on.</summary>
public sealed class An_agent_that_is_killed(Engine engine) : IClassFixture<Engine>, IAsyncLifetime
{
    private const int Lines = 6_000_000;
    private const long Output = 16L * Lines;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly Scratch _scratch = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await engine.Clean(File.ReadAllText(Path.Combine(_scratch.Data, "station.id")));
        _scratch.Dispose();
    }

    [Fact]
    public async Task While_its_engine_pulls_an_image_has_it_pulled_again_and_run_once()
    {
        var registry = $"127.0.0.1:{Ports.Lend()}";
        await using var daemon = await Registry.Start(_scratch.Folder, registry);
        var pushed = $"{registry}/plugin-node-tests/slow";
        await engine.ImportAnother($"{pushed}:1");
        var digest = await engine.Push(pushed, "1", Convert.ToBase64String("{}"u8));
        await engine.Untag($"{pushed}:1");
        await engine.Untag($"{pushed}@{digest}");
        await using var slow = new CuttingProxy(IPEndPoint.Parse(registry));
        var layer = slow.StallOnce(Encoding.ASCII.GetBytes($"/blobs/{await Layer(pushed)}"));
        await using var hub = await TestHub.Start();
        var image = $"127.0.0.1:{slow.Port}/plugin-node-tests/slow:1";
        var run = hub.Offer(5, image, "echo x >> /mnt/tmp/started; printf 42 > /mnt/out/output");
        await using var station = Station(hub.Address.Url, hub.Key);

        station.Start();
        await layer.Soon("the pull of the layer");
        await station.Kill();
        slow.Resume();
        station.Start();
        await hub.Until(() => run.Finished, $"The run did not end.\n{station.Output}", seconds: 90);
        await engine.Untag(image);

        Assert.Equal(["1: initializing", "1: active", "1: completed"], run.History);
        Assert.Equal((RunStatus.Completed, "42", digest), (run.State, run.ResultText, run.ImageDigest));
        Assert.Single(File.ReadAllLines(Path.Combine(_scratch.Data, "jobs", "50", "started")));
    }

    [Fact]
    public async Task While_it_collects_a_large_output_collects_it_again_and_delivers_it_once_in_little_memory()
    {
        await using var hub = await RealHub.Start(TimeProvider.System);
        await using var station = Station(hub.Url, hub.Key);
        var (run, folder, tries, isHalf) = (0, "", 0, false);
        while (!isHalf)
        {
            // A test that was kept waiting meets it collected already. Such a run says nothing; another one is tried.
            Assert.True(++tries <= 5, "It had always been collected when the signal came.");
            (_, run) = await hub.Order(Engine.Image, $"yes 0123456789abcde | head -n {Lines} > /mnt/out/output; echo done");
            folder = Path.Combine(_scratch.Data, "runs", $"{run}-1", "sealed");
            var unfinished = Path.Combine(folder, "result.unfinished");
            station.Start();
            await Eventually.Get(
                async () => File.Exists(unfinished) ? "begun" : (await hub.EventsOf(run))[^1] == "run.ended/2" ? "missed" : null,
                Patience, () => $"the beginning of a sealed result.\n{station.Output}");
            await station.Kill();
            isHalf = File.Exists(unfinished);
        }

        station.Start();
        await hub.Ended([run], Patience, () => Task.CompletedTask);

        var peak = PeakMemory(station.Id);
        TestContext.Current.TestOutputHelper?.WriteLine($"The agent that delivered it took {peak >> 20} MB at most.");
        Assert.True(peak < Output * 2, $"The agent took {peak >> 20} MB for an output of {Output >> 20} MB.");
        Assert.Equal(["run.created/1", "run.claimed/1", "run.initializing/1", "run.started/1", "run.ended/2"], await hub.EventsOf(run));
        Assert.Equal(Digest(), await hub.DigestOf(run));
        await Eventually.Get(() => Task.FromResult(Directory.Exists(folder) ? null : "gone"), Patience, () => "the end of the run's folder");
    }

    private StationProcess Station(Uri hub, string key)
    {
        var data = Path.Combine(_scratch.Folder, "cohort.csv");
        File.WriteAllText(data, "age\n40\n");
        return new StationProcess(_scratch.Folder, hub, key, data, $"kind: docker\nsocket: {Engine.Socket}") { Policies = { "  - (.*/)?plugin-node-tests/.*" } };
    }

    private static async Task<string> Layer(string repository)
    {
        using var http = new HttpClient();
        var (host, path) = (repository[..repository.IndexOf('/', StringComparison.Ordinal)], repository[(repository.IndexOf('/', StringComparison.Ordinal) + 1)..]);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{host}/v2/{path}/manifests/1")
        {
            Headers = { { "Accept", "application/vnd.docker.distribution.manifest.v2+json" } },
        };
        using var answer = await http.SendAsync(request);
        return (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["layers"]![0]!["digest"]!;
    }

    private static long PeakMemory(int process) => 1024 * long.Parse(
        File.ReadLines($"/proc/{process}/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);

    /// <summary>Of the output as it travels.</summary>
    private static string Digest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var line = "0123456789abcde\n"u8.ToArray();
        // Three lines are a whole number of base64's groups.
        var three = Encoding.ASCII.GetBytes(Convert.ToBase64String([.. line, .. line, .. line]));
        for (var i = 0; i < Lines; i += 3)
        {
            hash.AppendData(three);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
