namespace Plugin.Acceptance.Tests.Architecture;

/// <summary>Which project may know which, and who may use what. A new arrow is a decision: it is made here or not at all.</summary>
internal static class ProjectRules
{
    /// <summary>The libraries. Silos see them all; tests see what they test.</summary>
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["Plugin.Domain"] = [],
        ["Plugin.Proofs"] = [],
        ["Plugin.Contracts"] = [],
        ["Plugin.Policies"] = ["Plugin.Contracts"],
        ["Plugin.Algorithms"] = [],
        ["Plugin.Web"] = [],
        ["Plugin.EventLog"] = ["Plugin.Proofs"],
        ["Plugin.Vault"] = ["Plugin.EventLog"],
        ["Plugin.Grains"] = ["Plugin.Domain", "Plugin.EventLog", "Plugin.Vault"],
        ["Plugin.ReadModels"] = ["Plugin.Domain", "Plugin.EventLog", "Plugin.Vault"],
        ["Plugin.Api"] =
            ["Plugin.Grains", "Plugin.ReadModels", "Plugin.EventLog", "Plugin.Vault", "Plugin.Domain", "Plugin.Contracts", "Plugin.Policies"],
        ["Plugin.Store"] =
            ["Plugin.Grains", "Plugin.ReadModels", "Plugin.EventLog", "Plugin.Vault", "Plugin.Domain", "Plugin.Contracts"],
        ["Plugin.Client"] = ["Plugin.Contracts"],
        ["Plugin.Node"] = ["Plugin.Client", "Plugin.Contracts", "Plugin.Proofs", "Plugin.Policies"],
    };

    /// <summary>Packages with one home. Tests may use them to look at what it wrote.</summary>
    private static readonly Dictionary<string, string[]> Homes = new()
    {
        ["Npgsql"] = ["Plugin.EventLog", "Plugin.Algorithms", "Plugin.Hub.Orleans"],
        ["Microsoft.Orleans.Server"] = ["Plugin.Hub.Orleans"],
        ["Microsoft.Orleans.Clustering.AdoNet"] = ["Plugin.Hub.Orleans"],
        ["Microsoft.Data.Sqlite"] = ["Plugin.EventLog", "Plugin.Node", "Plugin.Algorithms"],
        ["Dapper"] = ["Plugin.ReadModels"],
        ["CsvHelper"] = ["Plugin.Algorithms"],
        ["YamlDotNet"] = ["Plugin.Node"],
        ["Spectre.Console"] = ["Plugin.Cli"],
        ["System.CommandLine"] = ["Plugin.Cli"],
    };

    private static readonly string[] WithoutPackages = ["Plugin.Domain", "Plugin.Proofs", "Plugin.Contracts", "Plugin.Policies"];

    /// <summary>Those that serve HTTP, and Grains and ReadModels for hosted services and logging.</summary>
    private static readonly string[] Hosted =
        ["Plugin.Api", "Plugin.Store", "Plugin.Node", "Plugin.Web", "Plugin.Grains", "Plugin.ReadModels"];

    public static IEnumerable<string> Violations(ProjectFile project) =>
    [
        .. project.Projects.Where(to => !MayReference(project, to)).Select(to => $"{project.Name} must not reference {to}."),
        .. project.Packages.Where(package => !MayUse(project, package)).Select(package => $"{project.Name} must not use {package}."),
        .. project.Frameworks.Where(_ => project.Folder == "src" && !Hosted.Contains(project.Name))
            .Select(framework => $"{project.Name} must not use {framework}."),
        .. project.Folder == "src" && !Arrows.ContainsKey(project.Name) ? new[] { $"{project.Name} has no place among the arrows." } : [],
    ];

    private static bool MayReference(ProjectFile from, string to) => from.Folder switch
    {
        "src" => Arrows.TryGetValue(from.Name, out var known) && known.Contains(to),
        // The hub again, with another carrier of its grains.
        "silos" => Arrows.ContainsKey(to) || (from.Name, to) == ("Plugin.Hub.Orleans", "Plugin.Hub"),
        // What one test project needs of another belongs into Plugin.Testing.
        _ => to == "Plugin.Testing" || !(to.EndsWith(".Tests", StringComparison.Ordinal) || to == "Plugin.Simulation"),
    };

    private static bool MayUse(ProjectFile project, string package) =>
        project.Folder == "tests"
        || (!WithoutPackages.Contains(project.Name) && (!Homes.TryGetValue(package, out var homes) || homes.Contains(project.Name)));
}
