using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using Plugin.Testing.Running;

namespace Plugin.Node.Tests.Support;

/// <summary>An engine of a test's own, which may be killed and started again without disturbing others. Its socket exists in a short folder name.</summary>
public sealed class PrivateEngine : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("plugin-engine-").FullName;
    private HttpClient _http = new();
    private Process? _process;

    public string SocketFile => Path.Combine(_folder, "docker.sock");

    private string Exec => Path.Combine(_folder, "exec");

    private string ProcessFile => Path.Combine(_folder, "docker.pid");

    private string ContainerdFile => Path.Combine(Exec, "containerd", "containerd.pid");

    public async ValueTask InitializeAsync()
    {
        await Start(liveRestore: false);
        await ScriptImage.Import(_http, Engine.Image, ScriptImage.Command);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false } process)
        {
            foreach (var container in await Containers(""))
            {
                using var response = await _http.DeleteAsync($"containers/{container}?force=1");
            }

            Native.KillGroup(process.Id);
            await process.WaitForExitAsync().Soon("the end of the engine after SIGKILL");
        }

        _http.Dispose();
        await A_station_that_dies.Eventually(Removed, $"{_folder} is still in use");
    }

    /// <summary>The engine and what belongs to it; containers run on without it.</summary>
    public async Task Kill()
    {
        var containerd = Process.GetProcessById(int.Parse(await File.ReadAllTextAsync(ContainerdFile), CultureInfo.InvariantCulture));
        _process!.Kill();
        await _process.WaitForExitAsync().Soon("the end of the engine after SIGKILL");
        containerd.Kill();
        await A_station_that_dies.Eventually(() => IsGone(containerd.Id), "The engine's containerd did not end");
        File.Delete(ContainerdFile);
        File.Delete(ProcessFile);
    }

    /// <summary>Everything at once, as when the machine loses its power.</summary>
    public async Task CutPower()
    {
        var processes = new List<int>();
        foreach (var container in await Containers(""))
        {
            using var state = JsonDocument.Parse(await _http.GetStringAsync($"containers/{container}/json"));
            processes.Add(state.RootElement.GetProperty("State").GetProperty("Pid").GetInt32());
        }

        processes.InsertRange(0, Shims());
        await Kill();
        foreach (var process in processes.Where(p => p > 0))
        {
            using var victim = Process.GetProcessById(process);
            victim.Kill();
        }

        await A_station_that_dies.Eventually(() => processes.TrueForAll(IsGone), "Containers outlived the power cut");
    }

    public async Task Start(bool liveRestore)
    {
        var start = new ProcessStartInfo("setsid")
        {
            ArgumentList =
            {
                "dockerd", "--data-root", Path.Combine(_folder, "data"), "--exec-root", Exec, "--pidfile", ProcessFile, "--host", $"unix://{SocketFile}",
                "--bridge", "none", "--iptables=false", "--ip6tables=false", "--ip-forward=false", "--ip-masq=false", "--log-level", "error",
            },
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        if (liveRestore)
        {
            start.ArgumentList.Add("--live-restore");
        }

        _process = Process.Start(start)!;
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        _http.Dispose();
        _http = At(SocketFile);
        using var limit = new CancellationTokenSource(Eventually.Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await Answers())
        {
            Assert.False(limit.IsCancellationRequested, "The engine does not answer");
            await timer.WaitForNextTickAsync();
        }
    }

    /// <summary>From outside, as an operator would.</summary>
    public async Task KillContainer(string name)
    {
        using var response = await _http.PostAsync($"containers/{name}/kill", null);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>The names of all containers, running or not, with this part in theirs.</summary>
    public async Task<IReadOnlyList<string>> Containers(string part)
    {
        using var containers = JsonDocument.Parse(await _http.GetStringAsync("containers/json?all=1"));
        return [.. containers.RootElement.EnumerateArray()
            .Select(c => c.GetProperty("Names")[0].GetString()!.TrimStart('/')).Where(n => n.Contains(part, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
    }

    private static HttpClient At(string socket) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellationToken) =>
        {
            var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellationToken);
            return new NetworkStream(connection, ownsSocket: true);
        },
    })
    { BaseAddress = new Uri("http://engine/v1.40/") };

    private async Task<bool> Answers()
    {
        try
        {
            using var response = await _http.GetAsync("version");
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            Assert.False(_process!.HasExited, "The engine could not be started");
            return false;
        }
    }

    private IEnumerable<int> Shims() => Directory.EnumerateDirectories("/proc")
        .Select(d => int.TryParse(Path.GetFileName(d), out var id) ? id : 0)
        .Where(id => id > 0 && CommandOf(id) is var command && command.Contains("containerd-shim", StringComparison.Ordinal) && command.Contains(_folder, StringComparison.Ordinal));

    private static string CommandOf(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static bool IsGone(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return true;
        }
    }

    private bool Removed()
    {
        try
        {
            Directory.Delete(_folder, recursive: true);
            return true;
        }
        catch (IOException)
        {
            // An engine that is killed leaves its folder mounted on itself.
            using var unmount = Process.Start(new ProcessStartInfo("umount", ["-l", Path.Combine(_folder, "data")]) { RedirectStandardError = true })!;
            unmount.WaitForExit();
            return false;
        }
    }
}
