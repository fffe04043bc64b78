namespace Plugin.Testing.Running;

/// <summary>Where the built programs and the sample data are, seen from the test's own folder.</summary>
public static class Repository
{
    public static string Root { get; } = Find();

    public static string SampleData => Path.Combine(Root, "deploy", "sample", "rotterdam.csv");

    /// <summary>The built assembly of a silo, in the configuration the tests were built in.</summary>
    public static string Program(string folder, string project)
    {
        var configuration = Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd('/')))!;
        var bin = Path.Combine(Root, folder, project, "bin", configuration, "net10.0");
        return Directory.EnumerateFiles(bin, "*.runtimeconfig.json").Select(file => file.Replace(".runtimeconfig.json", ".dll")).Single();
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Plugin.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No Plugin.sln above {AppContext.BaseDirectory}.");
    }
}
