using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Plugin.Testing.Running;

namespace Plugin.Acceptance.Tests.Contents;

/// <summary>A real hub with a real S3 server, and between them a connection that a test can cut.</summary>
public sealed class A_hub_with_an_S3_store
{
    private const long Size = 24L << 20;
    private const int Seed = 11;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Takes_a_result_through_an_outage_of_the_store_and_serves_everything_else()
    {
        var server = new Uri(Variable("PLUGIN_TEST_S3").Replace("s3+http", "http", StringComparison.Ordinal));
        await using var way = new SwitchedConnection(server);
        // Away at its start: the hub starts all the same.
        way.Switch(away: true);
        await using var federation = await Federation.Prepare(folder => new HubProcess(folder)
        {
            Arguments = ["--blobs", $"s3+http://127.0.0.1:{way.Port}{server.AbsolutePath}/{Guid()}{server.Query}"],
            Variables = new Dictionary<string, string>
            {
                ["AWS_ACCESS_KEY_ID"] = Variable("PLUGIN_TEST_S3_KEY"),
                ["AWS_SECRET_ACCESS_KEY"] = Variable("PLUGIN_TEST_S3_SECRET"),
            },
        });
        using var station = await PlayedStation.SignIn(federation.Hub, federation.Keys[0]);
        var task = await federation.Researcher.Submit(
            federation.Collaboration, Federation.Image, new JsonObject(), federation.Organisations[..1]);
        var run = (await federation.RunsOf(task)).Single();
        await station.Claim(run);
        way.Switch(away: false);

        using (var interrupted = await station.Put(run, new Cutting(10L << 20, Away), 0, Size, CancellationToken.None))
        {
            var problem = JsonNode.Parse(await interrupted.Content.ReadAsStringAsync())!;
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "content.unavailable"), (interrupted.StatusCode, (string)problem["code"]!));
            Assert.Contains("cannot be reached", (string)problem["detail"]!, StringComparison.Ordinal);
        }

        var received = (long)(await station.Progress(run))["received"]!;
        Assert.InRange(received, 4 << 20, 12 << 20);
        way.Switch(away: false);
        using var stored = await station.Put(run, new SeededText(Seed, Size) { Position = received }, received, Size, CancellationToken.None);
        await station.Completed(run, (string)JsonNode.Parse(await stored.Content.ReadAsStringAsync())!["id"]!);

        Assert.Equal(await SeededText.Digest(Seed, Size), await Digest(federation, run));
        way.Switch(away: true);
        using var away = await federation.Researcher.Send(HttpMethod.Get, $"run/{run}/contents/result", null);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, away.StatusCode);
        way.Switch(away: false);
        Assert.Equal(await SeededText.Digest(Seed, Size), await Digest(federation, run));

        async Task Away()
        {
            // What is sent may still be on its way.
            await Eventually.Get(
                async () => (long)(await station.Progress(run))["received"]! >= 4 << 20 ? "there" : null, Patience, () => $"the first part.\n{federation.Hub.Output}");
            way.Switch(away: true);
        }
    }

    private static async Task<string> Digest(Federation federation, int run)
    {
        await using var result = await federation.Researcher.Open($"run/{run}/contents/result");
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(result).AsTask().WaitAsync(Patience));
    }

    private static string Guid() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));

    private static string Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
        ? value
        : throw new InvalidOperationException($"{name} is not set. Run deploy/test.sh, or: eval \"$(deploy/s3.sh start DIR)\".");

    /// <summary>The same text, and something that happens when it has been read so far.</summary>
    private sealed class Cutting(long at, Func<Task> cut) : MemoryStream
    {
        private readonly SeededText _text = new(Seed, Size);
        private bool _isCut;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_text.Position >= at && !_isCut)
            {
                _isCut = true;
                await cut();
            }

            return await _text.ReadAsync(buffer, cancellationToken);
        }
    }
}
