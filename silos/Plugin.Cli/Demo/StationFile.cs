using System.Text.Json;
using Plugin.Client;

namespace Plugin.Cli.Demo;

/// <summary>The configuration that one hospital's station is started with.</summary>
internal static class StationFile
{
    public static async Task<string> Write(
        string data, int hospital, HubAddress hub, string key, DemoRuntime runtime, Programs programs, CancellationToken cancellationToken)
    {
        var folder = Hospitals.Folder(data, hospital);
        var path = Path.Combine(folder, "station.yaml");
        var text = $"""
            hub:
              url: {Quoted(hub.Url.GetLeftPart(UriPartial.Authority))}
              api_path: {Quoted(hub.ApiPath)}
            key: {Quoted(key)}
            data: {Quoted(Path.Combine(folder, "data"))}
            runtime:
              kind: {(runtime == DemoRuntime.Docker ? "docker" : $"process\n  algorithms: {Quoted(programs.Algorithms)}")}
            databases:
              - label: {Hospitals.DatabaseLabel}
                uri: {Quoted(Hospitals.Csv(data, hospital))}
                type: csv
                share_columns: all
            policies:
              allowed_images:
                - 'plugin/algorithms(:.*)?'
            share_logs: true

            """;
        await using var file = PrivateFile.Create(path);
        await using var writer = new StreamWriter(file);
        await writer.WriteAsync(text.AsMemory(), cancellationToken);
        return path;
    }

    // A JSON text is a YAML text too.
    private static string Quoted(string text) => JsonSerializer.Serialize(text);
}
