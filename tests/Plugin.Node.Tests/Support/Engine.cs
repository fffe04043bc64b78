using System.Net.Sockets;
using System.Text.Json;
using Plugin.Testing.Running;

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
        await ScriptImage.Import(_http, Image, ScriptImage.Command);
        await ScriptImage.Import(_http, UserImage, ScriptImage.Command, "USER 65534:65534");
    }

    /// <summary>The names of all containers, running or not, that a station made.</summary>
    public async Task<string> Containers(string station) => await _http.GetStringAsync(
        $"containers/json?all=1&filters={Uri.EscapeDataString($$"""{"label":["plugin.station={{station}}"]}""")}");

    public async Task<string> Inspect(string container) => await _http.GetStringAsync($"containers/{container}/json");

    /// <summary>Another name for the image.</summary>
    public async Task Tag(string repository, string tag)
    {
        using var response = await _http.PostAsync($"images/{Image}/tag?repo={Uri.EscapeDataString(repository)}&tag={tag}", null);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Takes a name away; the image goes with its last one.</summary>
    public async Task Untag(string name)
    {
        using var response = await _http.DeleteAsync($"images/{name}");
    }

    /// <summary>An image that has no part in common with any other.</summary>
    public Task ImportAnother(string name) => ScriptImage.Import(_http, name, ScriptImage.Command);

    /// <summary>Puts a tagged image into a registry, and answers its digest there.</summary>
    public async Task<string> Push(string repository, string tag, string login)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"images/{repository}/push?tag={tag}") { Headers = { { "X-Registry-Auth", login } } };
        using var response = await _http.SendAsync(request);
        var said = await response.Content.ReadAsStringAsync();
        return said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)
            .Select(line => line.TryGetProperty("aux", out var aux) ? aux.GetProperty("Digest").GetString() : null).OfType<string>().FirstOrDefault()
            ?? throw new InvalidOperationException($"The image was not pushed: {said}");
    }

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
}
