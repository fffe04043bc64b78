namespace Plugin.Node.Configuration;

/// <summary>What a new station begins with.</summary>
public static class ConfigTemplates
{
    /// <summary>Every setting, with what it is for.</summary>
    public static string Example => Read("station.example.yaml");

    /// <summary>For editors: a JSON Schema of the file.</summary>
    public static string Schema => Read("station.schema.json");

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(ConfigTemplates).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
