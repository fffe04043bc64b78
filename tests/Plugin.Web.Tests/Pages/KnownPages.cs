using System.Text.RegularExpressions;
using Plugin.Testing.Running;

namespace Plugin.Web.Tests.Pages;

/// <summary>All pages; an area has its own file of them.</summary>
public static partial class KnownPages
{
    public static IReadOnlyList<KnownPage> All { get; } = [.. Account, .. Research, .. Administration, .. Operation, .. Audit];

    /// <summary>What the areas' routes say, read from their sources.</summary>
    public static IReadOnlyList<string> Routes { get; } =
    [
        .. from area in Directory.EnumerateDirectories(Path.Combine(Repository.Root, "src", "Plugin.Web", "src"))
           from file in (string[])["index.tsx", "publicRoutes.tsx"]
           let source = Path.Combine(area, file)
           where File.Exists(source)
           from Match route in Route().Matches(File.ReadAllText(source))
           select $"/{route.Groups[1].Value.TrimStart('/')}",
    ];

    [GeneratedRegex("path: '([^']+)'")]
    private static partial Regex Route();
}
