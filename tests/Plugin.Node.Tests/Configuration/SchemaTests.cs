using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Plugin.Node.Configuration;
using Plugin.Node.Tests.Support;

namespace Plugin.Node.Tests.Configuration;

public sealed partial class The_schema_of_the_configuration : IDisposable
{
    private readonly Scratch _scratch = new();

    // Only the placeholder of the example is no key.
    private static string LogKey
    {
        get
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            return new HubLog(key).Key;
        }
    }

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Has_the_keys_that_the_reader_asks_for_and_no_others()
    {
        var known = Known();
        var schema = Properties(JsonDocument.Parse(ConfigTemplates.Schema).RootElement, "").ToDictionary();

        Assert.Equal([], known.Keys.Except(schema.Keys).Select(key => $"{key} is missing from station.schema.json"));
        Assert.Equal([], schema.Keys.Except(known.Keys).Select(key => $"{key} of station.schema.json is never read (is its section in station.example.yaml?)"));
        Assert.Equal([], known.Where(k => schema[k.Key] != k.Value).Select(k => $"{k.Key} is read as {k.Value}, and described as {schema[k.Key]}"));
    }

    [Fact]
    public void Is_explained_key_by_key_in_the_example()
    {
        var given = Example().Given.Append("runtime.algorithms").Append("key");

        Assert.Equal([], Known().Keys.Except(given).Select(key => $"{key} is missing from station.example.yaml"));
    }

    private Dictionary<string, KeyShape> Known()
    {
        var process = Read("""
            hub: {url: "http://localhost"}
            key: secret
            data: data
            runtime: {kind: process, algorithms: algorithms}
            """);
        return Example().Known.Concat(process.Known).DistinctBy(k => k.Key).ToDictionary();
    }

    /// <summary>The example with every setting in it switched on.</summary>
    private ConfigReading Example()
    {
        foreach (var file in (string[])["ca.pem", "node.key", "organization.pem", "database.password", "registry.password", "engine-ca.pem", "engine.pem", "engine.key"])
        {
            File.WriteAllText(Path.Combine(_scratch.Folder, file), "secret");
        }

        return Read(Setting.Replace(ConfigTemplates.Example, "$1").Replace(
            "plugin/00000000-0000-0000-0000-000000000000/1+00000000+AAAA", LogKey, StringComparison.Ordinal));
    }

    private ConfigReading Read(string yaml)
    {
        var file = Path.Combine(_scratch.Folder, "station.yaml");
        File.WriteAllText(file, yaml);
        return StationConfigFile.Read(file, null).Reading;
    }

    private static IEnumerable<KeyValuePair<string, KeyShape>> Properties(JsonElement schema, string path)
    {
        foreach (var property in schema.GetProperty("properties").EnumerateObject())
        {
            var shape = Shape(property.Value);
            yield return new(path + property.Name, shape);
            var inner = shape switch
            {
                KeyShape.Section => Properties(property.Value, $"{path}{property.Name}."),
                KeyShape.Sections => Properties(property.Value.GetProperty("items"), $"{path}{property.Name}[]."),
                _ => [],
            };
            foreach (var key in inner)
            {
                yield return key;
            }
        }
    }

    private static KeyShape Shape(JsonElement property)
    {
        if (property.TryGetProperty("enum", out _))
        {
            return KeyShape.Choice;
        }

        return property.TryGetProperty("type", out var type) ? type.GetString() switch
        {
            "boolean" => KeyShape.Flag,
            "integer" => KeyShape.Whole,
            "number" => KeyShape.Number,
            "array" => property.GetProperty("items").TryGetProperty("properties", out _) ? KeyShape.Sections : KeyShape.Texts,
            "object" => property.TryGetProperty("properties", out _) ? KeyShape.Section : KeyShape.Map,
            _ => KeyShape.Text,
        }
        : KeyShape.Texts;
    }

    [GeneratedRegex("^( *)#(?! )", RegexOptions.Multiline)]
    private static partial Regex Setting { get; }
}
