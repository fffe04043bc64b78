using System.CommandLine;
using Plugin.Node.Configuration;

namespace Plugin.Cli.Station;

/// <summary><c>plugin station init</c>: a configuration to begin with.</summary>
internal static class InitCommand
{
    public static Command Make()
    {
        var folder = new Argument<string>("FOLDER") { Description = "Where the files go.", DefaultValueFactory = _ => "." };
        return new Command("init", "Writes station.yaml with every setting explained, and station.schema.json for editors. Overwrites nothing.") { folder }
            .Does(async (arguments, cancellationToken) =>
            {
                var path = arguments.GetRequiredValue(folder);
                var config = Path.Combine(path, "station.yaml");
                if (File.Exists(config))
                {
                    throw new CommandFailure($"{config} exists already. Move it away, or name another folder.");
                }

                try
                {
                    Directory.CreateDirectory(path);
                    // It may get a secret in it.
                    await using (var writer = new StreamWriter(PrivateFile.Create(config)))
                    {
                        await writer.WriteAsync(ConfigTemplates.Example.AsMemory(), cancellationToken);
                    }

                    await File.WriteAllTextAsync(Path.Combine(path, "station.schema.json"), ConfigTemplates.Schema, cancellationToken);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    throw new CommandFailure($"{path} cannot be written: {e.Message}", e);
                }

                Console.WriteLine($"{config} is there. Fill in hub.url, put the node's key into node.key beside it (readable by its owner only),");
                Console.WriteLine($"name your data sources and allowed images; then: plugin station check --config {config}");
                return 0;
            });
    }
}
