using System.Text.Json.Nodes;
using Plugin.Node.Configuration;
using Plugin.Node.Contract;

namespace Plugin.Node.Runtimes.Docker;

/// <summary>What the engine is told about an attempt: the contract's files and variables, and nothing else of the machine.</summary>
internal static class ContainerSpec
{
    private const string Output = "/mnt/out/output";
    private const string Temporary = "/mnt/tmp";
    private const long OpenFiles = 4096;
    private static readonly string[] Caches = ["HOME", "MPLCONFIGDIR", "NUMBA_CACHE_DIR", "XDG_CACHE_HOME"];

    public static JsonObject Of(AttemptPlan plan, string station, RunFolders folders, LimitConfig limits)
    {
        var task = $"/mnt/data/task-{plan.Id.Run:000000000}";
        var paths = new ContractPaths($"{task}/input", Output, $"{task}/token", Temporary);
        var mounts = new JsonArray(
            Mount(folders.Input(plan.Id), task, readOnly: true),
            Mount(folders.OutputFile(plan.Id), Output, readOnly: false),
            Mount(folders.Temporary(plan.Grant.JobId), Temporary, readOnly: false));
        var routes = DatabaseRoute.To(plan.Databases.Select(d => d.Source));
        // A task may ask for the same source twice.
        var files = plan.Databases.Select(d => d.Source).Where(s => s.IsPath).Distinct().ToList();
        foreach (var source in files)
        {
            mounts.Add(Mount(source.Uri, UriOf(source, routes), readOnly: true));
        }

        var file = Math.Max(Math.Max(limits.OutputBytes, limits.JobFolderBytes), limits.TemporaryBytes);
        var temporary = $"rw,exec,nosuid,nodev,size={limits.TemporaryBytes}";
        return new JsonObject
        {
            ["Image"] = plan.Image.Reference,
            // Contract tools decode whatever looks like their encoding; a lower-case letter and a dash do not.
            ["Hostname"] = $"run-{plan.Id.Run}",
            ["Env"] = new JsonArray([
                .. ContractEnvironment.Of(plan, paths, source => UriOf(source, routes)).Select(v => (JsonNode)$"{v.Key}={v.Value}"),
                // The root file system is read-only: what libraries want to write goes where it may.
                .. Caches.Where(n => !plan.Extra.ContainsKey(n)).Select(n => (JsonNode)$"{n}=/tmp"),
            ]),
            ["Labels"] = Labels(plan, station, routes),
            ["HostConfig"] = new JsonObject
            {
                ["NetworkMode"] = "none",
                ["ExtraHosts"] = new JsonArray([.. routes.Where(r => r.IsName).Select(r => $"{r.Host}:{r.Inside}").Distinct().Select(h => (JsonNode)h)]),
                ["ReadonlyRootfs"] = true,
                ["AutoRemove"] = false,
                ["RestartPolicy"] = new JsonObject { ["Name"] = "no" },
                ["CapDrop"] = new JsonArray("ALL"),
                ["SecurityOpt"] = new JsonArray("no-new-privileges"),
                ["GroupAdd"] = new JsonArray([.. files.Select(s => Native.GroupNeededToRead(s.Uri)).OfType<uint>().Distinct().Select(g => (JsonNode)$"{g}")]),
                ["IpcMode"] = "private",
                // Its first process would ignore whatever asks it to end, and nobody would bury its children.
                ["Init"] = true,
                ["PidsLimit"] = limits.Pids,
                ["Memory"] = limits.MemoryBytes,
                ["MemorySwap"] = limits.MemoryBytes,
                ["NanoCpus"] = (long)(limits.Cpus * 1_000_000_000),
                ["ShmSize"] = limits.SharedMemoryBytes,
                // Not even root in the container may lift these. What is mounted from the machine has no size of its own.
                ["Ulimits"] = new JsonArray(Ulimit("fsize", file), Ulimit("core", 0), Ulimit("nofile", OpenFiles)),
                ["DeviceRequests"] = Gpus(limits.Gpus),
                ["Tmpfs"] = new JsonObject { ["/tmp"] = temporary, ["/var/tmp"] = temporary, ["/run"] = temporary },
                // Two files, so that the end of a long log is kept when the first is full.
                ["LogConfig"] = new JsonObject
                {
                    ["Type"] = "json-file",
                    ["Config"] = new JsonObject { ["max-size"] = $"{Math.Max(limits.LogBytes / 2, 4096)}", ["max-file"] = "2" },
                },
                ["Mounts"] = mounts,
            },
        };
    }

    private static JsonObject Labels(AttemptPlan plan, string station, IEnumerable<DatabaseRoute> routes) => new()
    {
        [DockerRuntime.StationLabel] = station,
        [DockerRuntime.RunLabel] = plan.Id.Run.ToString(),
        [DockerRuntime.AttemptLabel] = plan.Id.Attempt.ToString(),
        ["plugin.node"] = plan.Node.ToString(),
        ["plugin.task"] = plan.Grant.TaskId.ToString(),
        [DockerRuntime.JobLabel] = plan.Grant.JobId.ToString(),
        [DockerRuntime.ImageLabel] = plan.Grant.Image,
        [DockerRuntime.RoutesLabel] = DatabaseRoute.Labelled(routes),
        ["plugin.digest"] = plan.Image.Digest ?? "",
    };

    private static JsonObject Ulimit(string name, long value) => new() { ["Name"] = name, ["Soft"] = value, ["Hard"] = value };

    private static JsonArray Gpus(IReadOnlyList<string> gpus)
    {
        if (gpus.Count == 0)
        {
            return [];
        }

        var request = new JsonObject { ["Capabilities"] = new JsonArray(new JsonArray("gpu")) };
        if (gpus.Contains("all"))
        {
            request["Count"] = -1;
        }
        else
        {
            request["DeviceIDs"] = new JsonArray([.. gpus.Select(g => (JsonNode)g)]);
        }

        return [request];
    }

    private static string UriOf(DatabaseConfig source, IEnumerable<DatabaseRoute> routes) => source.IsPath
        ? $"/mnt/{source.Label}{(Directory.Exists(source.Uri) ? "" : Path.GetExtension(source.Uri))}"
        : DatabaseRoute.Rewritten(source, routes);

    private static JsonObject Mount(string source, string target, bool readOnly) => new()
    {
        ["Type"] = "bind",
        ["Source"] = source,
        ["Target"] = target,
        ["ReadOnly"] = readOnly,
    };
}
