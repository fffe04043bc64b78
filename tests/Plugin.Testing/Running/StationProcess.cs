using System.Diagnostics;

namespace Plugin.Testing.Running;

/// <summary>A hospital's station; started again it has the same journal.</summary>
/// <param name="runtime">Lines of the configuration's runtime section.</param>
public sealed class StationProcess(string folder, Uri hub, string key, string data, string runtime) : ChildProcess
{
    /// <summary>Written at its start.</summary>
    public string Config { get; } = Path.Combine(folder, "station.yaml");

    public string Data { get; } = Path.Combine(folder, "data");

    /// <summary>The file of the organization's private key, for an encrypted collaboration.</summary>
    public string? PrivateKey { get; init; }

    /// <summary>Further settings of the hub, each as a line of YAML.</summary>
    public IList<string> Hub { get; } = [];

    /// <summary>Environment variables of its own.</summary>
    public IDictionary<string, string> Variables { get; } = new Dictionary<string, string>();

    /// <summary>Further data sources, each as YAML.</summary>
    public IList<string> Sources { get; } = [];

    /// <summary>Further policies, each as a line of YAML.</summary>
    public IList<string> Policies { get; } = [];

    /// <summary>Further settings, each as a line of YAML.</summary>
    public IList<string> Settings { get; } = [];

    /// <summary>What it is told beside its configuration.</summary>
    public IReadOnlyList<string> Arguments { get; set; } = [];

    protected override ProcessStartInfo Describe()
    {
        Directory.CreateDirectory(folder);
        var privateKey = PrivateKey is null ? "" : $"private_key: {PrivateKey}";
        File.WriteAllText(Config, $"""
            hub:
              url: {hub}
            {string.Join('\n', Hub.Select(line => "  " + line))}
            key: {key}
            data: {Data}
            runtime:
            {string.Join('\n', runtime.Split('\n').Select(line => "  " + line))}
            databases:
              - label: default
                uri: {data}
                type: csv
            {string.Join('\n', Sources.Select(source => "  - " + source))}
            policies:
              allowed_images:
                - plugin/algorithms:.*
                - plugin-acceptance/.*
                - plugin-python/.*
            {string.Join('\n', Policies.Select(policy => "  " + policy))}
            share_logs: true
            {privateKey}
            {string.Join('\n', Settings)}
            """);
        var start = new ProcessStartInfo("dotnet", [Repository.Program("silos", "Plugin.Station"), "--config", Config, .. Arguments]);
        foreach (var (name, value) in Variables)
        {
            start.Environment[name] = value;
        }

        return start;
    }
}
