using System.Text.RegularExpressions;
using Plugin.Client;
using Plugin.Node.Witnessing;
using Plugin.Proofs;

namespace Plugin.Node.Configuration;

/// <summary>Reads a station's YAML file. Relative paths start at the file's folder.</summary>
public static partial class StationConfigFile
{
    /// <param name="dataFolder">Overrides the file's <c>data</c>.</param>
    /// <exception cref="ConfigException">Names the key.</exception>
    public static StationConfig Load(string file, string? dataFolder)
    {
        var home = Path.GetDirectoryName(Path.GetFullPath(file))!;
        var root = YamlSection.Load(file);
        var (hub, logKey) = Hub(root, home);
        var config = new StationConfig(
            hub,
            Key(root, home),
            Path.GetFullPath(dataFolder ?? root.Text("data"), dataFolder is null ? home : Environment.CurrentDirectory),
            Runtime(root, home),
            Databases(root, home),
            Policies(root),
            Limits(root),
            AlgorithmEnv(root),
            ShareLogs(root),
            root.OptionalText("private_key") is { } pem ? Existing(root, "private_key", Path.GetFullPath(pem, home)) : null)
        {
            LogKey = logKey,
        };
        _ = root.OptionalText("data");
        root.Done();
        return config;
    }

    private static (HubAddress Address, NoteKey? LogKey) Hub(YamlSection root, string home)
    {
        var hub = root.Section("hub");
        var ca = hub.OptionalText("ca_file") is { } file ? Existing(hub, "ca_file", Path.GetFullPath(file, home)) : null;
        try
        {
            var address = HubAddress.Parse(hub.Text("url"), hub.OptionalText("api_path") ?? "/api", ca);
            var key = LogKey(hub);
            hub.Done();
            return (address, key);
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
            throw hub.Wrong("log_key", $"is not what the hub answers at audit/key: {e.Message.TrimEnd('.')}");
        }
    }

    private static string Key(YamlSection root, string home)
    {
        var (key, file) = (root.OptionalText("key"), root.OptionalText("key_file"));
        return (key, file) switch
        {
            (not null, null) => key,
            (null, not null) => File.ReadAllText(Existing(root, "key_file", Path.GetFullPath(file, home))).Trim(),
            (null, null) => throw root.Wrong("key", "is missing (or key_file with the path of a file that holds it)"),
            _ => throw root.Wrong("key_file", "and key are both given; only one may be"),
        };
    }

    private static List<DatabaseConfig> Databases(YamlSection root, string home)
    {
        var databases = new List<DatabaseConfig>();
        foreach (var section in root.Sections("databases"))
        {
            var (label, uri, type) = (section.Text("label"), section.Text("uri"), section.Text("type").ToLowerInvariant());
            if (!Identifier.IsMatch(label))
            {
                throw section.Wrong("label", $"must be a word of letters, digits and underscores, not '{label}'");
            }

            // In a container both names are taken by other things.
            if (label is "data" or "tmp")
            {
                throw section.Wrong("label", $"may not be '{label}'");
            }

            if (databases.Any(d => d.Label.Equals(label, StringComparison.OrdinalIgnoreCase)))
            {
                throw section.Wrong("label", $"'{label}' is given twice");
            }

            var env = section.Map("env");
            if (env.Keys.FirstOrDefault(k => !Identifier.IsMatch(k)) is { } bad)
            {
                throw section.Wrong("env", $"has the key '{bad}', which is not a word of letters, digits and underscores");
            }

            databases.Add(new DatabaseConfig(label, uri.Contains("://", StringComparison.Ordinal) || uri.StartsWith("jdbc:", StringComparison.Ordinal) ? uri : Path.GetFullPath(uri, home), type, env));
            section.Done();
        }

        return databases;
    }

    private static PolicyConfig Policies(YamlSection root)
    {
        if (root.OptionalSection("policies") is not { } policies)
        {
            return new PolicyConfig([]);
        }

        var images = Patterns(policies, "allowed_images").Texts;
        policies.Done();
        return new PolicyConfig(images);
    }

    private static IReadOnlyDictionary<string, string> AlgorithmEnv(YamlSection root)
    {
        var variables = root.Map("algorithm_env");
        if (variables.Keys.FirstOrDefault(k => !Identifier.IsMatch(k)) is { } bad)
        {
            throw root.Wrong("algorithm_env", $"has the key '{bad}', which is not a word of letters, digits and underscores");
        }

        // The image says which of its modules answers; a station that overrode it would run something else.
        return variables.ContainsKey("PKG_NAME") ? throw root.Wrong("algorithm_env", "may not set PKG_NAME") : variables;
    }

    private static ImagePatterns ShareLogs(YamlSection root) => root.IsList("share_logs") ? Patterns(root, "share_logs")
        : root.Flag("share_logs", otherwise: false) ? ImagePatterns.All : ImagePatterns.None;

    private static ImagePatterns Patterns(YamlSection section, string key)
    {
        try
        {
            return new ImagePatterns(section.Texts(key));
        }
        catch (ArgumentException e)
        {
            throw section.Wrong(key, $"holds {e.Message}");
        }
    }

    private static string Existing(YamlSection section, string key, string file) =>
        File.Exists(file) ? file : throw section.Wrong(key, $"names a file that does not exist: {file}");

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$")]
    private static partial Regex Identifier { get; }
}
