using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Plugin.Testing;
using Plugin.Testing.Running;

namespace Plugin.Acceptance.Tests.Contents;

/// <summary>A result goes through a real hub in both directions while the test watches how much memory the process ever took.</summary>
public sealed class A_large_result(ITestOutputHelper output)
{
    private const long Gigabyte = 1L << 30;
    private const int Seed = 5;

    // Half of the smaller content. A collector that gets less of a busy machine lets more garbage lie (74 MiB of a gigabyte were seen).
    private const long Allowed = 128L << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Of_a_gigabyte_passes_through_a_hub_over_SQLite_in_flat_memory() => await Passes(null, Gigabyte);

    [Fact]
    public async Task Of_a_quarter_of_it_passes_through_a_hub_over_PostgreSQL_in_flat_memory()
    {
        await using var database = await PostgresDatabase.Create();
        await Passes(database.ConnectionString, Gigabyte / 4);
    }

    private async Task Passes(string? database, long size)
    {
        await using var federation = await Federation.Prepare(database: database);
        using var station = await PlayedStation.SignIn(federation.Hub, federation.Keys[0]);
        // What a hub takes for such requests at all, caches included, it has after a content that is a tenth of the size.
        await RoundTrip(federation, station, 96L << 20);
        var before = PeakMemory(federation.Hub.Id);

        await RoundTrip(federation, station, size);

        var grown = PeakMemory(federation.Hub.Id) - before;
        output.WriteLine($"peak {before >> 20} MiB + {grown >> 20} MiB");
        Assert.True(grown <= Allowed, $"The hub's peak memory grew from {before >> 20} MiB by {grown >> 20} MiB.");
    }

    private async Task RoundTrip(Federation federation, PlayedStation station, long size)
    {
        var task = await federation.Researcher.Submit(
            federation.Collaboration, Federation.Image, new JsonObject(), federation.Organisations[..1]);
        var run = (await federation.RunsOf(task)).Single();
        await station.Claim(run);
        var expected = await SeededText.Digest(Seed, size);

        var clock = Stopwatch.StartNew();
        using (var stored = await station.Put(run, new SeededText(Seed, size), 0, size, CancellationToken.None))
        {
            await station.Completed(run, (string)JsonNode.Parse(await stored.Content.ReadAsStringAsync())!["id"]!);
        }

        Tell("up", size, clock);
        Assert.Equal(expected, await Read(federation, $"run/{run}/contents/result", start: "", end: "").WaitAsync(Patience));
        Tell("down", size, clock);
        Assert.Equal(
            expected,
            await Read(federation, $"result/{run}", start: $"{{\"id\":{run},\"result\":\"", end: "\",\"blob_storage_used\":false").WaitAsync(Patience));
        Tell("down as JSON", size, clock);
    }

    /// <summary>The digest of what lies between a start and an end of an answer, which is never whole in memory.</summary>
    private static async Task<string> Read(Federation federation, string path, string start, string end)
    {
        await using var body = await federation.Researcher.Open(path);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var head = new byte[start.Length];
        await body.ReadExactlyAsync(head);
        Assert.Equal(start, System.Text.Encoding.ASCII.GetString(head));
        var buffer = new byte[1 << 20];
        var quoted = start.Length > 0;
        for (int read; (read = await body.ReadAsync(buffer)) > 0;)
        {
            var text = buffer.AsMemory(0, read);
            if (quoted && text.Span.IndexOf((byte)'"') is var close and >= 0)
            {
                using var rest = new StreamReader(body);
                var tail = System.Text.Encoding.ASCII.GetString(text.Span[close..]) + await rest.ReadToEndAsync();
                Assert.StartsWith(end, tail, StringComparison.Ordinal);
                hash.AppendData(text.Span[..close]);
                break;
            }

            hash.AppendData(text.Span);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private void Tell(string what, long size, Stopwatch clock)
    {
        output.WriteLine($"{what}: {size / clock.Elapsed.TotalSeconds / 1e6:0} MB/s, {clock.Elapsed.TotalSeconds:0.0} s");
        clock.Restart();
    }

    /// <summary>The most that was ever resident, as the kernel counts it.</summary>
    private static long PeakMemory(int process) =>
        File.ReadLines($"/proc/{process}/status").Where(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
            .Select(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) << 10)
            .Single();
}
