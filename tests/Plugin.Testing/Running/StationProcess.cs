using System.Diagnostics;

namespace Plugin.Testing.Running;

/// <summary>A hospital's station; started again it has the same journal.</summary>
/// <param name="runtime">Lines of the configuration's runtime section.</param>
public sealed class StationProcess(string folder, Uri hub, string key, string data, string runtime) : ChildProcess
{
    private readonly string _config = Path.Combine(folder, "station.yaml");

    protected override ProcessStartInfo Describe()
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(_config, $"""
            hub:
              url: {hub}
            key: {key}
            data: {Path.Combine(folder, "data")}
            runtime:
            {string.Join('\n', runtime.Split('\n').Select(line => "  " + line))}
            databases:
              - label: default
                uri: {data}
                type: csv
            policies:
              allowed_images:
                - plugin/algorithms:.*
                - plugin-acceptance/.*
            share_logs: true
            """);
        return new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Repository.Program("silos", "Plugin.Station"), "--config", _config },
        };
    }
}
