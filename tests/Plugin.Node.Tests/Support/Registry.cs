using System.Diagnostics;

namespace Plugin.Node.Tests.Support;

/// <summary>The registry of the distribution project, with its images in a folder of the test.</summary>
internal static class Registry
{
    /// <param name="address">Host and port.</param>
    /// <param name="users">Lines of a password file; null: it lets everybody in.</param>
    public static async Task<Daemon> Start(string folder, string address, string? users = null)
    {
        var config = Path.Combine(folder, "registry.yml");
        var file = Path.Combine(folder, "users");
        File.WriteAllText(file, users ?? "");
        File.WriteAllText(config, $"""
            version: 0.1
            log:
              level: error
            storage:
              filesystem:
                rootdirectory: {folder}/registry
            http:
              addr: '{address}'
            {(users is null ? "" : $"auth:\n  htpasswd:\n    realm: tests\n    path: {file}")}
            """);
        using var http = new HttpClient();
        return await Daemon.Start(new ProcessStartInfo("docker-registry") { ArgumentList = { "serve", config } }, async () =>
        {
            try
            {
                using var answer = await http.GetAsync(new Uri($"http://{address}/v2/"));
                return (int)answer.StatusCode == (users is null ? 200 : 401);
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
    }
}
