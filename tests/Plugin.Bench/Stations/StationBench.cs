using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Plugin.Testing.Running;

namespace Plugin.Bench.Stations;

/// <summary>
/// A hub and one station with the real container engine: what a run costs beyond the engine's own create, start, wait and remove of the same container,
/// what the agent needs while runs queue, and how soon a killed container is gone.
/// </summary>
internal static class StationBench
{
    private const int Rounds = 25;
    private const int Parallel = 8;
    private const int Queued = 50;
    private const int Kills = 5;

    private static int _containers;
    private const string Work = "printf 42 > /mnt/out/output";

    public static async Task Run(Figures figures, CancellationToken cancellationToken)
    {
        await using var image = await ScriptImage.Import($"plugin-acceptance/bench:{Environment.ProcessId}");
        await using var federation = await Federation.Prepare("kind: docker\npull: never");
        var station = federation.Stations[0];
        station.Settings.Add($"limits: {{ top_level_runs: {Parallel} }}");
        station.Start();
        await Finished(federation, await Submit(federation, image, Work), cancellationToken);

        // One after the other in turns, so that whatever else the machine does meets both alike. The station removes its container after the report,
        // which is waited for: it must not disturb what comes next.
        var (bare, ours, removal) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            bare.Add(await Timed(() => Bare(image, cancellationToken)));
            ours.Add(await Timed(async () => await Finished(federation, await Submit(federation, image, Work), cancellationToken)));
            removal.Add(await Timed(() => Gone(image)));
        }

        figures.Set("station.bare.ms", Middle(bare));
        figures.Set("station.run.ms", Middle(ours));
        figures.Set("station.overhead.ms", Middle(ours) - Middle(bare));
        figures.Set("station.removal.ms", Middle(removal));

        var bareParallel = await Timed(() => Task.WhenAll(Enumerable.Range(0, Parallel).Select(_ => Bare(image, cancellationToken))));
        var parallel = await Timed(async () =>
        {
            var tasks = await Task.WhenAll(Enumerable.Range(0, Parallel).Select(_ => Submit(federation, image, Work)));
            await Task.WhenAll(tasks.Select(task => Finished(federation, task, cancellationToken)));
        });
        figures.Set("station.parallel8.bare_ms", bareParallel);
        figures.Set("station.parallel8.ms", parallel);

        await MeasureMemory(federation, image, figures, cancellationToken);
        await MeasureKill(federation, image, figures, cancellationToken);
    }

    private static async Task MeasureMemory(Federation federation, ScriptImage image, Figures figures, CancellationToken cancellationToken)
    {
        var tasks = new List<int>();
        for (var i = 0; i < Parallel + Queued; i++)
        {
            tasks.Add(await Submit(federation, image, "while :; do sleep 1; done"));
        }

        foreach (var task in tasks.Take(Parallel))
        {
            await Status(federation, task, "active", cancellationToken);
        }

        figures.Set("station.rss_mb", Resident(federation.Stations[0].Id));
        foreach (var task in Enumerable.Reverse(tasks))
        {
            await federation.Researcher.Post("kill/task", new JsonObject { ["id"] = task });
        }

        await Gone(image);
    }

    private static Task<string> Gone(ScriptImage image) => Eventually.Get(
        async () => (await Containers(image)).Count == 0 ? "gone" : null, TimeSpan.FromMinutes(1), () => "the end of all containers");

    /// <summary>The worst of a few, of a container that ignores being asked.</summary>
    private static async Task MeasureKill(Federation federation, ScriptImage image, Figures figures, CancellationToken cancellationToken)
    {
        var worst = 0.0;
        for (var i = 0; i < Kills; i++)
        {
            var task = await Submit(federation, image, "trap '' TERM; while :; do sleep 1; done");
            await Status(federation, task, "active", cancellationToken);
            await federation.Researcher.Post("kill/task", new JsonObject { ["id"] = task });
            worst = Math.Max(worst, await Timed(() => Eventually.Get(
                async () => (await Containers(image)).Contains("running") ? null : "gone", TimeSpan.FromMinutes(1), () => "the end of the killed container")));
        }

        figures.Set("station.kill.s", worst / 1000);
    }

    /// <summary>What the engine does for a run when nobody is around it: the same image, limits and work.</summary>
    private static async Task Bare(ScriptImage image, CancellationToken cancellationToken)
    {
        var name = $"plugin-bench-{Environment.ProcessId}-{Interlocked.Increment(ref _containers)}";
        var container = new JsonObject
        {
            ["Image"] = image.Name,
            ["Cmd"] = new JsonArray("/bin/sh", "-c", "printf 42 > /tmp/output"),
            ["HostConfig"] = new JsonObject
            {
                ["NetworkMode"] = "none",
                ["ReadonlyRootfs"] = true,
                ["CapDrop"] = new JsonArray("ALL"),
                ["SecurityOpt"] = new JsonArray("no-new-privileges"),
                ["Init"] = true,
                ["PidsLimit"] = 512,
                ["Memory"] = 4L << 30,
                ["MemorySwap"] = 4L << 30,
                ["NanoCpus"] = 2_000_000_000L,
                ["Tmpfs"] = new JsonObject { ["/tmp"] = "rw", ["/var/tmp"] = "rw", ["/run"] = "rw" },
            },
        };
        await Order(HttpMethod.Post, $"containers/create?name={name}", JsonContent.Create(container));
        await Order(HttpMethod.Post, $"containers/{name}/start", null);
        await Order(HttpMethod.Post, $"containers/{name}/wait", null);
        await Order(HttpMethod.Delete, $"containers/{name}?v=1", null);

        async Task Order(HttpMethod method, string route, HttpContent? body)
        {
            using var request = new HttpRequestMessage(method, route) { Content = body };
            using var response = await image.Engine.SendAsync(request, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                throw new InvalidOperationException($"{route}: {await response.Content.ReadAsStringAsync(cancellationToken)}");
            }
        }
    }

    private static async Task<int> Submit(Federation federation, ScriptImage image, string script) =>
        (int)(await federation.Researcher.Post("task", new JsonObject
        {
            ["name"] = "bench",
            ["image"] = image.Name,
            ["collaboration_id"] = federation.Collaboration,
            ["organizations"] = new JsonArray(new JsonObject
            {
                ["id"] = federation.Organisations[0],
                ["input"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(script)),
            }),
        }))["id"]!;

    private static Task Finished(Federation federation, int task, CancellationToken cancellationToken) =>
        Status(federation, task, "completed", cancellationToken);

    private static async Task Status(Federation federation, int task, string wanted, CancellationToken cancellationToken)
    {
        await Eventually.Get(
            async () => (string?)(await federation.Researcher.Get($"task/{task}/status"))["status"] is var status && status == wanted ? status
                : status is "pending" or "initializing" or "active" ? null
                : throw new InvalidOperationException($"Task {task} is {status}.\n{federation.Stations[0].Output}"),
            TimeSpan.FromMinutes(2), () => $"that task {task} is {wanted}.\n{federation.Stations[0].Output}");
        cancellationToken.ThrowIfCancellationRequested();
    }

    private static async Task<IReadOnlyList<string>> Containers(ScriptImage image) =>
        [.. JsonNode.Parse(await image.Engine.GetStringAsync(new Uri("containers/json?all=1", UriKind.Relative)))!.AsArray()
            .Where(c => (string?)c!["Labels"]!["plugin.image"] == image.Name).Select(c => (string)c!["State"]!)];

    private static async Task<double> Timed(Func<Task> work)
    {
        var clock = Stopwatch.StartNew();
        await work();
        return clock.Elapsed.TotalMilliseconds;
    }

    private static double Middle(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }

    private static double Resident(int process) =>
        double.Parse(
            File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2].Trim(),
            CultureInfo.InvariantCulture) / 1024;
}
