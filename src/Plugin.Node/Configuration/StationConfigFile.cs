using System.Text.RegularExpressions;
using Plugin.Client;
using Plugin.Node.Witnessing;
using Plugin.Proofs;

namespace Plugin.Node.Configuration;

/// <summary>Reads a station's YAML file. Relative paths start at the file's folder.</summary>
public static partial class StationConfigFile
{
    // These stand for what could not be read, until that is reported.
    private static readonly Uri Nowhere = new("http://localhost");
    private static readonly RuntimeConfig NoRuntime = new RuntimeConfig.Process("");

    /// <param name="dataFolder">Overrides the file's <c>data</c>.</param>
    /// <exception cref="ConfigException">Names every wrong key, with its line.</exception>
    public static StationConfig Load(string file, string? dataFolder) => Read(file, dataFolder).Config;

    /// <summary>With what the reading came to know of the file itself.</summary>
    internal static (StationConfig Config, ConfigReading Reading) Read(string file, string? dataFolder)
    {
        var home = Path.GetDirectoryName(Path.GetFullPath(file))!;
        var root = YamlSection.Load(file);
        var reading = root.Reading;
        var (hub, logKey) = reading.Part(() => Hub(root, home), (new HubAddress(Nowhere, ""), null));
        var data = reading.Part(() => root.Text("data"), "");
        var config = new StationConfig(
            hub,
            reading.Part(() => Key(root, home), ""),
            Path.GetFullPath(dataFolder ?? data, dataFolder is null ? home : Environment.CurrentDirectory),
            reading.Part(() => Runtime(root, home), NoRuntime),
            Databases(root, home),
            PolicySections.Policies(root),
            Limits(root),
            AlgorithmEnv(root),
            ShareLogs(root),
            reading.Part(() => PrivateKey(root, home), null))
        {
            LogKey = logKey,
            Proxy = Proxy(root),
            ShareConfig = root.Flag("share_config", otherwise: true),
            Telemetry = Telemetry(root),
            OperatorPort = root.Number("operator_port", 0, 1, 65535, whole: true) is > 0 and var port ? (int)port : null,
        };
        root.Done();
        reading.Conclude();
        return (config with { Warnings = reading.Warnings }, reading);
    }

    private static (HubAddress Address, NoteKey? LogKey) Hub(YamlSection root, string home)
    {
        var hub = root.Section("hub");
        var ca = hub.OptionalText("ca_file") is { } file ? Existing(hub, "ca_file", Path.GetFullPath(file, home)) : null;
        var key = LogKey(hub);
        var path = hub.OptionalText("api_path") ?? "/api";
        hub.Done();
        try
        {
            return (HubAddress.Parse(hub.Text("url"), path, ca), key);
        }
        catch (FormatException e)
        {
            throw hub.Wrong("url", $"is wrong: {e.Message.TrimEnd('.')}");
        }
    }

    private static NoteKey? LogKey(YamlSection hub)
    {
        try
        {
            if (hub.OptionalText("log_key") is not { } text)
            {
                return null;
            }

            var key = NoteKey.Parse(text);
            LogName.Parse(key.Name);
            return key;
        }
        catch (FormatException e)
        {
            hub.Report("log_key", $"is not what the hub answers at audit/key: {e.Message.TrimEnd('.')}");
            return null;
        }
    }

    private static string Key(YamlSection root, string home)
    {
        var (key, file) = (root.OptionalText("key"), root.OptionalText("key_file"));
        switch (key, file)
        {
            case (not null, null):
                // Where it stands in the file itself; ${…} has been looked after.
                if (File.ReadAllText(root.Reading.File).Contains(key, StringComparison.Ordinal))
                {
                    root.Guard("key", root.Reading.File);
                }

                return key;
            case (null, null):
                throw root.Wrong("key", "is missing (or key_file with the path of a file that holds it)");
            case (null, not null):
                var path = Path.GetFullPath(file, home);
                root.Guard("key_file", path);
                try
                {
                    return Secrets.Read(path);
                }
                catch (FormatException e)
                {
                    throw root.Wrong("key_file", e.Message);
                }

            default:
                throw root.Wrong("key_file", "and key are both given; only one may be");
        }
    }

    private static TelemetryConfig Telemetry(YamlSection root)
    {
        var telemetry = root.OptionalSection("telemetry");
        telemetry.Done();
        var (endpoint, uri) = (telemetry.OptionalText("endpoint"), (Uri?)null);
        if (endpoint is not null && (!Uri.TryCreate(endpoint, UriKind.Absolute, out uri) || uri.Scheme is not ("http" or "https")))
        {
            telemetry.Report("endpoint", $"must be the address of an OTLP collector such as http://127.0.0.1:4317, not '{endpoint}'");
        }

        return new TelemetryConfig(uri, telemetry.Choice("protocol", TelemetryProtocol.Grpc), telemetry.OptionalText("service") ?? "plugin-station");
    }

    private static string? PrivateKey(YamlSection root, string home)
    {
        if (root.OptionalText("private_key") is not { } pem)
        {
            return null;
        }

        var file = Path.GetFullPath(pem, home);
        root.Guard("private_key", file);
        return Existing(root, "private_key", file);
    }

    private static List<DatabaseConfig> Databases(YamlSection root, string home)
    {
        var databases = new List<DatabaseConfig>();
        foreach (var section in root.Sections("databases"))
        {
            section.Done();
            if (root.Reading.Part(() => Database(section, home), null) is not { } database)
            {
                continue;
            }

            if (databases.Any(d => d.Label.Equals(database.Label, StringComparison.OrdinalIgnoreCase)))
            {
                section.Report("label", $"'{database.Label}' is given twice");
            }

            databases.Add(database);
        }

        return databases;
    }

    private static DatabaseConfig Database(YamlSection section, string home)
    {
        var env = section.Map("env");
        if (env.Keys.FirstOrDefault(k => !Identifier.IsMatch(k)) is { } bad)
        {
            section.Report("env", $"has the key '{bad}', which is not a word of letters, digits and underscores");
        }

        var columns = section.Texts("share_columns");
        var (label, uri, type) = (section.Text("label"), section.Text("uri"), section.Text("type"));
        if (!Identifier.IsMatch(label))
        {
            section.Report("label", $"must be a word of letters, digits and underscores, not '{label}'");
        }

        // In a container these names are taken by other things.
        if (label is "data" or "tmp" or "out")
        {
            section.Report("label", $"may not be '{label}'");
        }

        if (!DatabaseConfig.Types.Contains(type, StringComparer.OrdinalIgnoreCase))
        {
            section.Report("type", $"must be one of {string.Join(", ", DatabaseConfig.Types)}, not '{type}'");
        }

        if (columns is [DatabaseConfig.AllColumns] && !type.Equals("csv", StringComparison.OrdinalIgnoreCase))
        {
            section.Report("share_columns", "can be all for a csv only; for other types list the columns");
        }

        return new DatabaseConfig(label, DatabaseConfig.Located(uri, type, home), type, env) { SharedColumns = columns, Rules = PolicySections.Source(section) };
    }

    private static ProxyConfig Proxy(YamlSection root)
    {
        var usual = new ProxyConfig();
        var proxy = root.OptionalSection("proxy");
        var config = new ProxyConfig(
            proxy.Count("subtasks", usual.Subtasks),
            proxy.Count("depth", usual.Depth),
            (long)proxy.Count("body_mb", (int)(usual.BodyBytes >> 20)) << 20,
            (long)proxy.Count("total_mb", (int)(usual.TotalBytes >> 20)) << 20,
            proxy.Number("requests_per_second", usual.RequestsPerSecond, 0.1, 10_000),
            proxy.Count("concurrent_requests", usual.ConcurrentRequests),
            proxy.Count("connections", usual.Connections));
        proxy.Done();
        return config;
    }

    private static IReadOnlyDictionary<string, string> AlgorithmEnv(YamlSection root)
    {
        var variables = root.Map("algorithm_env");
        if (variables.Keys.FirstOrDefault(k => !Identifier.IsMatch(k)) is { } bad)
        {
            root.Report("algorithm_env", $"has the key '{bad}', which is not a word of letters, digits and underscores");
        }

        // The image says which of its modules answers; a station that overrode it would run something else.
        if (variables.ContainsKey("PKG_NAME"))
        {
            root.Report("algorithm_env", "may not set PKG_NAME");
        }

        return variables;
    }

    /// <summary>All, none, or those that some patterns name.</summary>
    private static ImagePatterns ShareLogs(YamlSection root)
    {
        var texts = root.Texts("share_logs");
        if (root.IsList("share_logs"))
        {
            return Patterns(root, "share_logs", texts);
        }

        if (texts is not ([] or ["true" or "yes" or "false" or "no"]))
        {
            root.Report("share_logs", $"must be true, false or a list of patterns of images, not '{texts[0]}'");
        }

        return texts is ["true" or "yes"] ? ImagePatterns.All : ImagePatterns.None;
    }

    private static ImagePatterns Patterns(YamlSection section, string key, params IReadOnlyList<string> texts)
    {
        try
        {
            return new ImagePatterns(texts);
        }
        catch (ArgumentException e)
        {
            section.Report(key, $"holds {e.Message}");
            return ImagePatterns.None;
        }
    }

    private static string Existing(YamlSection section, string key, string file)
    {
        if (!File.Exists(file))
        {
            section.Report(key, $"names a file that does not exist: {file}");
        }

        return file;
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$")]
    private static partial Regex Identifier { get; }
}
