using System.Formats.Tar;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Plugin.Node.Tests.Support;

/// <summary>The container engine of this machine, which these tests need, with an image made from the machine's busybox.</summary>
public sealed class Engine : IAsyncLifetime
{
    public const string Socket = "/var/run/docker.sock";

    /// <summary>Runs its input as a shell script.</summary>
    public static string Image { get; } = $"{Repository}:{Environment.ProcessId}";

    /// <summary>The same, by a user who is nobody.</summary>
    public static string UserImage { get; } = $"{Repository}:{Environment.ProcessId}-user";

    private static readonly SemaphoreSlim Turn = new(1);
    private static int _users;
    private const string Repository = "plugin-node-tests/script";
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellationToken) =>
        {
            var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await connection.ConnectAsync(new UnixDomainSocketEndPoint(Socket), cancellationToken);
            return new NetworkStream(connection, ownsSocket: true);
        },
    })
    { BaseAddress = new Uri("http://engine/v1.40/") };

    public async ValueTask InitializeAsync()
    {
        // Several classes of tests run at once, and have one image.
        await Turn.WaitAsync();
        try
        {
            if (_users++ == 0)
            {
                await Import();
            }
        }
        finally
        {
            Turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Turn.WaitAsync();
        try
        {
            if (--_users == 0)
            {
                foreach (var image in (string[])[Image, UserImage])
                {
                    using var response = await _http.DeleteAsync($"images/{image}?force=1");
                }
            }
        }
        finally
        {
            Turn.Release();
        }

        _http.Dispose();
    }

    private async Task Import()
    {
        const string command = """CMD ["/bin/sh", "-c", "exec /bin/sh /mnt/data/task-*/input"]""";
        await Import(Image, command);
        await Import(UserImage, command, "USER 65534:65534");
    }

    /// <summary>The names of all containers, running or not, that a station made.</summary>
    public async Task<string> Containers(string station) => await _http.GetStringAsync(
        $"containers/json?all=1&filters={Uri.EscapeDataString($$"""{"label":["plugin.station={{station}}"]}""")}");

    public async Task<string> Inspect(string container) => await _http.GetStringAsync($"containers/{container}/json");

    /// <summary>Removes what a station's test left running.</summary>
    public async Task Clean(string station)
    {
        using var containers = JsonDocument.Parse(await Containers(station));
        foreach (var container in containers.RootElement.EnumerateArray())
        {
            // It may be on its way out already.
            using var response = await _http.DeleteAsync($"containers/{container.GetProperty("Id").GetString()}?force=1");
        }
    }

    public async Task Kill(string container)
    {
        using var response = await _http.DeleteAsync($"containers/{container}?force=1");
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    private async Task Import(string image, params string[] changes)
    {
        using var content = new StreamContent(RootFiles());
        content.Headers.ContentType = new("application/x-tar");
        var query = string.Concat(changes.Select(c => $"&changes={Uri.EscapeDataString(c)}"));
        using var response = await _http.PostAsync($"images/create?fromSrc=-&repo={Repository}&tag={image.Split(':')[1]}{query}", content);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    private static MemoryStream RootFiles()
    {
        var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, leaveOpen: true))
        {
            writer.WriteEntry("/bin/busybox", "bin/busybox");
            foreach (var applet in (string[])["sh", "cat", "sleep", "env", "touch", "echo", "grep", "head", "ls", "id", "nc", "yes", "tr"])
            {
                writer.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, $"bin/{applet}") { LinkName = "busybox" });
            }

            writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "etc/passwd") { DataStream = new MemoryStream(Encoding.ASCII.GetBytes("root:x:0:0::/:/bin/sh\n")) });
        }

        tar.Position = 0;
        return tar;
    }
}
