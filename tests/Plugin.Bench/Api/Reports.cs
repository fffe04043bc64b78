using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using Plugin.Load;

namespace Plugin.Bench.Api;

/// <summary>What stations say of their attempts: initializing, active, and completed with a result of 1 kB. Claiming is not in the figures.</summary>
internal static class Reports
{
    private const int RunsForOne = 400;
    private const int RunsForMany = 2880;

    public static async Task Run(ApiHub hub, Figures figures, CancellationToken cancellationToken)
    {
        var nodes = await Task.WhenAll(hub.Hospitals.NodeKeys.Select(key => hub.Node(key)));
        for (var i = 0; i < nodes.Length; i++)
        {
            await nodes[i].Ask("station/session", new { session = Session(i), version = "bench", facts = Array.Empty<object>() });
        }

        await Measure(hub, nodes, 8, RunsForOne, cancellationToken);
        var (measured, used, calls) = (new Dictionary<int, Measured>(), TimeSpan.Zero, 0);
        foreach (var clients in Load.Clients)
        {
            (measured[clients], var took) = await Measure(hub, nodes, clients, clients == 1 ? RunsForOne : RunsForMany, cancellationToken);
            (used, calls) = (used + took, calls + measured[clients].Latencies.Count);
        }

        figures.Set(hub.Figure("reports.hub_cpu_ms"), used.TotalMilliseconds / calls);

        figures.Set(hub.Figure("reports"), measured);
    }

    private static async Task<(Measured Measured, TimeSpan Used)> Measure(ApiHub hub, ApiCaller[] nodes, int clients, int runs, CancellationToken cancellationToken)
    {
        var attempts = new ConcurrentQueue<(int Node, int Run, int Attempt)>(await Claim(hub, nodes, runs, cancellationToken));
        // Each client speaks for nodes of its own, as each node does, so that nobody waits for another's connection.
        var queues = attempts.GroupBy(attempt => attempt.Node % clients).Select(group => new Queue<(int Node, int Run, int Attempt)>(group)).ToArray();
        var (used, started) = (hub.Used, Stopwatch.GetTimestamp());
        var latencies = await Task.WhenAll(queues.Select(async mine =>
        {
            await Task.Yield();
            var took = new List<double>();
            foreach (var (node, run, attempt) in mine)
            {
                foreach (var report in Stages(attempt))
                {
                    var begun = Stopwatch.GetTimestamp();
                    await nodes[node].Post($"station/runs/{run}/report", report);
                    took.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
                }

                cancellationToken.ThrowIfCancellationRequested();
            }

            return took;
        }));
        return (new Measured([.. latencies.SelectMany(l => l).Order()], Stopwatch.GetElapsedTime(started)), hub.Used - used);
    }

    private static async Task<IReadOnlyList<(int Node, int Run, int Attempt)>> Claim(
        ApiHub hub, ApiCaller[] nodes, int runs, CancellationToken cancellationToken)
    {
        var researcher = (await hub.Researchers(1))[0];
        var tasks = new List<int>();
        while (tasks.Count * Hospitals.Count < runs)
        {
            using var order = JsonDocument.Parse(TaskOrders.Of(hub.Hospitals.Large, hub.Hospitals.Organisations));
            tasks.Add((int)(await researcher.Ask("task", order.RootElement))!["id"]!);
        }

        var claimed = new ConcurrentBag<(int, int, int)>();
        var offers = new List<(int Node, int Run)>();
        foreach (var task in tasks)
        {
            var page = (await researcher.Show($"run?task_id={task}&per_page={Hospitals.Count}"))["data"]!.AsArray();
            offers.AddRange(page.Select(run => (hub.Hospitals.Nodes.ToList().IndexOf((int)run!["node"]!["id"]!), (int)run["id"]!)));
        }

        await Task.WhenAll(offers.Take(runs).GroupBy(offer => offer.Node).Select(async own =>
        {
            foreach (var (node, run) in own)
            {
                var granted = await nodes[node].Ask($"station/runs/{run}/claim", new { session = Session(node) });
                claimed.Add((node, run, (int)granted!["attempt"]!));
                cancellationToken.ThrowIfCancellationRequested();
            }
        }));
        return [.. claimed];
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Stages(int attempt)
    {
        yield return Body(attempt, "initializing", null);
        yield return Body(attempt, "active", null);
        yield return Body(attempt, "completed", RandomNumberGenerator.GetBytes(750));
    }

    private static ReadOnlyMemory<byte> Body(int attempt, string state, byte[]? result)
    {
        var buffer = new ArrayBufferWriter<byte>(1200);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteNumber("attempt", attempt);
        json.WriteString("state", state);
        if (result is not null)
        {
            json.WriteBase64String("result", result);
            json.WriteString("log", "read 812 rows\ndone\n");
        }

        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private static string Session(int node) => $"bench-session-{node}";
}
