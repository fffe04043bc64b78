using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Plugin.Node.Configuration;

/// <summary>A mapping of a YAML file that complains in terms of its keys, and about every key that nobody asked for.</summary>
internal sealed class YamlSection(string file, string path, YamlMappingNode node)
{
    private readonly HashSet<string> _read = [];

    public static YamlSection Load(string file)
    {
        try
        {
            using var reader = new StreamReader(file);
            var yaml = new YamlStream();
            yaml.Load(reader);
            return yaml.Documents is [{ RootNode: YamlMappingNode root }, ..]
                ? new YamlSection(file, "", root)
                : throw new ConfigException($"{file}: the file must be a mapping of keys to values.");
        }
        catch (YamlException e)
        {
            throw new ConfigException($"{file}: line {e.Start.Line} is not valid YAML: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigException($"The configuration file {file} cannot be read: {e.Message}", e);
        }
    }

    public string Text(string key) => OptionalText(key) ?? throw Wrong(key, "is missing");

    public string? OptionalText(string key) => Node(key) switch
    {
        null => null,
        YamlScalarNode { Value: "" or null } or YamlScalarNode { Value: "null" or "~", Style: ScalarStyle.Plain } => null,
        YamlScalarNode scalar => scalar.Value,
        _ => throw Wrong(key, "must be a single value"),
    };

    public bool Flag(string key, bool otherwise) => OptionalText(key) switch
    {
        null => otherwise,
        "true" or "yes" => true,
        "false" or "no" => false,
        var text => throw Wrong(key, $"must be true or false, not '{text}'"),
    };

    public int Count(string key, int otherwise) => (int)Number(key, otherwise, 1, int.MaxValue, whole: true);

    public double Number(string key, double otherwise, double min, double max, bool whole = false) => OptionalText(key) switch
    {
        null => otherwise,
        var text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number >= min && number <= max && (!whole || number == Math.Floor(number)) => number,
        var text => throw Wrong(key, $"must be a {(whole ? "whole " : "")}number of at least {min}, not '{text}'"),
    };

    public T Choice<T>(string key, T otherwise)
        where T : struct, Enum => OptionalText(key) switch
        {
            null => otherwise,
            var text when Enum.TryParse<T>(text, ignoreCase: true, out var value) && !int.TryParse(text, out _) => value,
            var text => throw Wrong(key, $"must be one of {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}, not '{text}'"),
        };

    public YamlSection? OptionalSection(string key) => Node(key) switch
    {
        null => null,
        YamlMappingNode mapping => new YamlSection(file, path + key + ".", mapping),
        _ => throw Wrong(key, "must be a mapping of keys to values"),
    };

    public YamlSection Section(string key) => OptionalSection(key) ?? throw Wrong(key, "is missing");

    public IReadOnlyList<YamlSection> Sections(string key) => Node(key) switch
    {
        null => [],
        YamlSequenceNode list => [.. list.Select((item, i) => item as YamlMappingNode is { } mapping
            ? new YamlSection(file, $"{path}{key}[{i}].", mapping)
            : throw Wrong($"{key}[{i}]", "must be a mapping of keys to values"))],
        _ => throw Wrong(key, "must be a list"),
    };

    public bool IsList(string key) => Node(key) is YamlSequenceNode;

    public IReadOnlyList<string> Texts(string key) => Node(key) switch
    {
        null => [],
        YamlScalarNode { Value: { Length: > 0 } one } => [one],
        YamlSequenceNode list => [.. list.Select((item, i) => (item as YamlScalarNode)?.Value ?? throw Wrong($"{key}[{i}]", "must be a single value"))],
        _ => throw Wrong(key, "must be a list"),
    };

    public IReadOnlyDictionary<string, string> Map(string key) => OptionalSection(key) is { } section
        ? section.Keys().ToDictionary(k => k, k => section.OptionalText(k) ?? "")
        : new Dictionary<string, string>();

    public ConfigException Wrong(string key, string what) => new($"{file}: {path}{key} {what}.");

    /// <summary>Called when all keys that mean something have been read.</summary>
    public void Done()
    {
        if (Keys().Except(_read).FirstOrDefault() is { } unknown)
        {
            throw Wrong(unknown, "is not a setting of a station");
        }
    }

    private IEnumerable<string> Keys() => node.Children.Keys.OfType<YamlScalarNode>().Select(k => k.Value ?? "");

    private YamlNode? Node(string key)
    {
        _read.Add(key);
        return node.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value : null;
    }
}
