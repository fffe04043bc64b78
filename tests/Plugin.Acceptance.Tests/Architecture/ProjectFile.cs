using System.Xml.Linq;
using Plugin.Testing.Running;

namespace Plugin.Acceptance.Tests.Architecture;

/// <summary>What a project file says about what it depends on.</summary>
/// <param name="Folder">The folder at the root that it lies in: src, silos or tests.</param>
internal sealed record ProjectFile(
    string Name, string Folder, IReadOnlyList<string> Projects, IReadOnlyList<string> Packages, IReadOnlyList<string> Frameworks)
{
    public static IReadOnlyList<ProjectFile> All { get; } =
    [
        .. from folder in new[] { "src", "silos", "tests" }
           from path in Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.csproj", SearchOption.AllDirectories)
           orderby path
           select Read(path, folder),
    ];

    private static ProjectFile Read(string path, string folder)
    {
        var file = XDocument.Load(path);
        return new ProjectFile(
            Path.GetFileNameWithoutExtension(path), folder,
            [.. Includes(file, "ProjectReference").Select(p => Path.GetFileNameWithoutExtension(p.Replace('\\', '/')))],
            [.. Includes(file, "PackageReference")],
            [.. Includes(file, "FrameworkReference")]);
    }

    private static IEnumerable<string> Includes(XDocument file, string element) =>
        file.Descendants(element).Attributes("Include").Select(include => include.Value);
}
