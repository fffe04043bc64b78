using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Plugin.Node.Configuration;

/// <summary>
/// A mapping of a YAML file. What is wrong with a value is reported and the reading goes on with the default; only what nothing can be made of
/// is thrown.
/// </summary>
internal sealed class YamlSection(ConfigReading reading, string path, YamlMappingNode node)
{
    private readonly HashSet<string> _read = [];

    public ConfigReading Reading => reading;

    /// <exception cref="ConfigException">It is no YAML, or no mapping.</exception>
    public static YamlSection Load(string file)
    {
        try
        {
            using var reader = new StreamReader(file);
            var yaml = new YamlStream();
            yaml.Load(reader);
            return yaml.Documents is [{ RootNode: YamlMappingNode root }, ..]
                ? new YamlSection(new ConfigReading(file), "", root)
                : throw new ConfigException($"{file}: the file must be a mapping of keys to values.");
        }
        catch (YamlException e)
        {
            throw new ConfigException(string.Create(CultureInfo.InvariantCulture, $"{file}:{e.Start.Line}: this is not valid YAML: {e.Message}"), e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigException($"The configuration file {file} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Empty when it is missing, which is reported.</summary>
    public string Text(string key) => OptionalText(key) ?? Otherwise(key, "is missing", "");

    public string? OptionalText(string key) => Value(key, KeyShape.Text);

    /// <summary>Empty when it is missing or something else, which is reported.</summary>
    public string OneOf(string key, params IReadOnlyList<string> words) => Value(key, KeyShape.Choice) switch
    {
        null => Otherwise(key, "is missing", ""),
        var text when words.Contains(text) => text,
        var text => Otherwise(key, $"must be {string.Join(" or ", words)}, not '{text}'", ""),
    };

    public bool Flag(string key, bool otherwise) => Value(key, KeyShape.Flag) switch
    {
        null => otherwise,
        "true" or "yes" => true,
        "false" or "no" => false,
        var text => Otherwise(key, $"must be true or false, not '{text}'", otherwise),
    };

    public int Count(string key, int otherwise) => (int)Number(key, otherwise, 1, int.MaxValue, whole: true);

    public double Number(string key, double otherwise, double min, double max, bool whole = false) =>
        Value(key, whole ? KeyShape.Whole : KeyShape.Number) switch
        {
            null => otherwise,
            var text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && number >= min && number <= max && (!whole || number == Math.Floor(number)) => number,
            var text => Otherwise(key, $"must be a {(whole ? "whole " : "")}number of at least {min}{(max < int.MaxValue ? $" and at most {max}" : "")}, not '{text}'", otherwise),
        };

    public T Choice<T>(string key, T otherwise)
        where T : struct, Enum => Value(key, KeyShape.Choice) switch
        {
            null => otherwise,
            var text when Enum.TryParse<T>(text, ignoreCase: true, out var value) && !int.TryParse(text, out _) => value,
            var text => Otherwise(key, $"must be one of {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}, not '{text}'", otherwise),
        };

    /// <summary>The file has it, whatever its value.</summary>
    public bool Has(string key) => node.Children.ContainsKey(new YamlScalarNode(key));

    /// <summary>One without keys when it is missing, so that its keys are asked for all the same.</summary>
    public YamlSection OptionalSection(string key) => Node(key, KeyShape.Section) switch
    {
        YamlMappingNode mapping => new YamlSection(reading, path + key + ".", mapping),
        null or YamlScalarNode { Value: "" or null } => Empty(key),
        _ => Otherwise(key, "must be a mapping of keys to values", Empty(key)),
    };

    /// <exception cref="WrongKeyException">It is missing.</exception>
    public YamlSection Section(string key) => node.Children.ContainsKey(new YamlScalarNode(key)) ? OptionalSection(key) : throw Wrong(key, "is missing");

    public IReadOnlyList<YamlSection> Sections(string key) => Node(key, KeyShape.Sections) switch
    {
        null or YamlScalarNode { Value: "" or null } => [],
        YamlSequenceNode list =>
        [
            .. list.Select((item, i) => item is YamlMappingNode mapping
                ? new YamlSection(reading, $"{path}{key}[{i}].", mapping)
                : Otherwise<YamlSection?>($"{key}[{i}]", "must be a mapping of keys to values", null, item)).OfType<YamlSection>(),
        ],
        _ => Otherwise<IReadOnlyList<YamlSection>>(key, "must be a list", []),
    };

    public IReadOnlyList<string> Texts(string key) => Node(key, KeyShape.Texts) switch
    {
        null or YamlScalarNode { Value: "" or null } => [],
        YamlScalarNode one => [one.Value!],
        YamlSequenceNode list =>
            [.. list.Select((item, i) => (item as YamlScalarNode)?.Value ?? Otherwise<string?>($"{key}[{i}]", "must be a single value", null, item)).OfType<string>()],
        _ => Otherwise<IReadOnlyList<string>>(key, "must be a list", []),
    };

    public bool IsList(string key) => node.Children.TryGetValue(new YamlScalarNode(key), out var value) && value is YamlSequenceNode;

    public IReadOnlyDictionary<string, string> Map(string key) => Node(key, KeyShape.Map) switch
    {
        null or YamlScalarNode { Value: "" or null } => new Dictionary<string, string>(),
        YamlMappingNode mapping => mapping.Children.Where(c => c.Key is YamlScalarNode).ToDictionary(
            c => ((YamlScalarNode)c.Key).Value ?? "",
            c => c.Value is YamlScalarNode value
                ? Filled($"{key}.{c.Key}", value) ?? ""
                : Otherwise($"{key}.{c.Key}", "must be a single value", "", c.Value)),
        _ => Otherwise<IReadOnlyDictionary<string, string>>(key, "must be a mapping of keys to values", new Dictionary<string, string>()),
    };

    /// <summary>For the caller to throw: what hangs on this key cannot be read.</summary>
    public WrongKeyException Wrong(string key, string what) => new(LineOf(key), path + key, what + ".");

    /// <summary>Something is wrong with this key, and the rest can be read all the same.</summary>
    public void Report(string key, string what) => reading.Report(LineOf(key), path + key, what + ".");

    /// <summary>Warns of a secret's file that others may read.</summary>
    public void Guard(string key, string file)
    {
        if (Secrets.OpenTo(file) is { } others)
        {
            reading.Warn(LineOf(key), path + key, $"is in {file}, which {others} can read or change; chmod 600 would close it");
        }
    }

    /// <summary>Called when all keys that mean something have been read.</summary>
    public void Done() => reading.Finished(this);

    public void ReportUnknown(IEnumerable<string> known)
    {
        foreach (var unknown in Keys().Where(k => !_read.Contains(k)))
        {
            var near = NearestName.Of(ConfigReading.Plain(path), unknown, known);
            reading.Report(LineOf(unknown), path + unknown, $"is not a setting of a station{(near is null ? "." : $"; did you mean {near}?")}");
        }
    }

    private YamlSection Empty(string key) => new(reading, path + key + ".", []);

    private IEnumerable<string> Keys() => node.Children.Keys.OfType<YamlScalarNode>().Select(k => k.Value ?? "");

    private string? Value(string key, KeyShape shape) => Node(key, shape) switch
    {
        null => null,
        YamlScalarNode scalar => Filled(key, scalar),
        _ => Otherwise<string?>(key, "must be a single value", null),
    };

    private string? Filled(string key, YamlScalarNode scalar)
    {
        if (scalar.Value is null or "" || scalar is { Value: "null" or "~", Style: ScalarStyle.Plain })
        {
            return null;
        }

        try
        {
            return Secrets.Fill(scalar.Value, Path.GetDirectoryName(Path.GetFullPath(reading.File))!, file => Guard(key, file));
        }
        catch (FormatException e)
        {
            return Otherwise(key, e.Message, "", scalar);
        }
    }

    private T Otherwise<T>(string key, string what, T otherwise, YamlNode? at = null)
    {
        reading.Report((int)(at?.Start.Line ?? LineOf(key)), path + key, what + ".");
        return otherwise;
    }

    /// <summary>Of the key, or of the section that it is missing from.</summary>
    private int LineOf(string key) => (int)(node.Children.Keys.FirstOrDefault(k => k is YamlScalarNode { Value: var name } && name == key)?.Start.Line ?? node.Start.Line);

    private YamlNode? Node(string key, KeyShape shape)
    {
        _read.Add(key);
        var isGiven = node.Children.TryGetValue(new YamlScalarNode(key), out var value);
        reading.Ask(path + key, shape, isGiven);
        return isGiven ? value : null;
    }
}
