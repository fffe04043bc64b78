namespace Plugin.Cli.Demo;

/// <summary>
/// Where the other programs are: beside this one in the repository, built in the same configuration. <c>PLUGIN_HUB</c> names another host's hub.
/// </summary>
/// <param name="Sample">The sample data set.</param>
internal sealed record Programs(string Hub, string Station, string Algorithms, string Sample)
{
    public static Programs Find()
    {
        // …/silos/Plugin.Cli/bin/<configuration>/<framework>/
        var mine = new DirectoryInfo(AppContext.BaseDirectory);
        var framework = mine.Name;
        var configuration = mine.Parent?.Name ?? "";
        for (var folder = mine; folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Plugin.sln")))
            {
                string Built(string kind, string project) =>
                    Existing(Path.Combine(folder.FullName, kind, project, "bin", configuration, framework, $"{project}.dll"));
                return new Programs(
                    Environment.GetEnvironmentVariable("PLUGIN_HUB") is { Length: > 0 } hub ? Existing(hub) : Built("silos", "Plugin.Hub"), Built("silos", "Plugin.Station"), Built("src", "Plugin.Algorithms"),
                    Path.Combine(mine.FullName, "sample", "rotterdam.csv"));
            }
        }

        throw new CommandFailure("The demo starts the other programs of the repository, and this is not inside of one: run deploy/demo.sh of a clone.");
    }

    private static string Existing(string path) =>
        File.Exists(path) ? path : throw new CommandFailure($"{path} is not built yet: run deploy/demo.sh, which builds all it needs.");
}
