namespace Plugin.Cli.Demo;

/// <summary>The three hospitals of the demo. Each gets the patients whose number leaves its remainder when divided by three.</summary>
internal static class Hospitals
{
    public const string DatabaseLabel = "default";

    public static readonly IReadOnlyList<string> Names = ["North Hospital", "East Hospital", "West Hospital"];

    public static string Folder(string data, int hospital) => Path.Combine(data, $"station-{hospital + 1}");

    public static string Csv(string data, int hospital) => Path.Combine(Folder(data, hospital), "rotterdam.csv");

    public static async Task Split(string sample, string data, CancellationToken cancellationToken)
    {
        var lines = await File.ReadAllLinesAsync(sample, cancellationToken);
        for (var hospital = 0; hospital < Names.Count; hospital++)
        {
            Directory.CreateDirectory(Folder(data, hospital));
            var own = lines.Skip(1).Where(line => int.Parse(line.AsSpan(0, line.IndexOf(','))) % Names.Count == hospital);
            await File.WriteAllLinesAsync(Csv(data, hospital), own.Prepend(lines[0]), cancellationToken);
            if (!OperatingSystem.IsWindows())
            {
                // Whatever the umask: a container reads it as a user of its own.
                File.SetUnixFileMode(Csv(data, hospital), (UnixFileMode)0b110_100_100);
            }
        }
    }
}
