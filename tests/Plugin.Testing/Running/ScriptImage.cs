using System.Formats.Tar;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Plugin.Testing.Running;

/// <summary>
/// An image made from the machine's busybox, without a registry, that runs its input as a shell script; with the few calls of the container engine that
/// this takes.
/// </summary>
public sealed class ScriptImage : IAsyncDisposable
{
    public const string Socket = "/var/run/docker.sock";

    /// <summary>What the engine's import is told.</summary>
    public const string Command = """CMD ["/bin/sh", "-c", "exec /bin/sh /mnt/data/task-*/input"]""";

    private static readonly string[] Applets =
        ["sh", "cat", "sleep", "env", "touch", "echo", "grep", "head", "ls", "id", "nc", "yes", "tr", "dd", "mount", "mknod", "mkdir", "rm"];

    private ScriptImage(string name) => Name = name;

    public string Name { get; }

    public HttpClient Engine { get; } = new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellationToken) =>
        {
            var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await connection.ConnectAsync(new UnixDomainSocketEndPoint(Socket), cancellationToken);
            return new NetworkStream(connection, ownsSocket: true);
        },
    })
    { BaseAddress = new Uri("http://engine/v1.40/") };

    /// <param name="name">Repository and tag.</param>
    public static async Task<ScriptImage> Import(string name)
    {
        var image = new ScriptImage(name);
        try
        {
            await Import(image.Engine, name, Command);
            return image;
        }
        catch
        {
            image.Engine.Dispose();
            throw;
        }
    }

    /// <param name="engine">With the API's version in its address.</param>
    public static async Task Import(HttpClient engine, string name, params string[] changes)
    {
        using var content = new StreamContent(Files());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-tar");
        var (repository, tag) = (name[..name.LastIndexOf(':')], name[(name.LastIndexOf(':') + 1)..]);
        var query = string.Concat(changes.Select(c => $"&changes={Uri.EscapeDataString(c)}"));
        using var response = await engine.PostAsync(new Uri($"images/create?fromSrc=-&repo={repository}&tag={tag}{query}", UriKind.Relative), content);
        if (!response.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"The engine does not import {name}: {await response.Content.ReadAsStringAsync()}");
        }
    }

    /// <summary>The states of the containers of a run, running or not: <c>running</c>, <c>exited</c> …</summary>
    public async Task<IReadOnlyList<string>> StatesOf(int run)
    {
        var filter = Uri.EscapeDataString($$"""{"label":["plugin.run={{run}}"]}""");
        var containers = JsonNode.Parse(await Engine.GetStringAsync(new Uri($"containers/json?all=1&filters={filter}", UriKind.Relative)))!.AsArray();
        return [.. containers.Where(c => (string)c!["Image"]! == Name || (string?)c["Labels"]!["plugin.image"] == Name).Select(c => (string)c!["State"]!)];
    }

    public async ValueTask DisposeAsync()
    {
        using (await Engine.DeleteAsync(new Uri($"images/{Name}?force=1", UriKind.Relative)))
        {
        }

        Engine.Dispose();
    }

    private static MemoryStream Files()
    {
        var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, leaveOpen: true))
        {
            writer.WriteEntry("/bin/busybox", "bin/busybox");
            foreach (var applet in Applets)
            {
                writer.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, $"bin/{applet}") { LinkName = "busybox" });
            }

            writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "etc/passwd") { DataStream = new MemoryStream(Encoding.ASCII.GetBytes("root:x:0:0::/:/bin/sh\n")) });
        }

        tar.Position = 0;
        return tar;
    }
}
