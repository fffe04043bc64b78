namespace Plugin.Acceptance.Tests.Architecture;

public sealed class The_project_files
{
    [Fact]
    public void Draw_no_arrow_but_those_of_the_design() =>
        Assert.Empty(ProjectFile.All.SelectMany(ProjectRules.Violations));

    [Fact]
    public void Are_found() => Assert.Contains("Plugin.Domain", ProjectFile.All.Select(p => p.Name));

    [Theory]
    [InlineData("Plugin.Domain", "Plugin.EventLog")]
    [InlineData("Plugin.Proofs", "Plugin.Domain")]
    [InlineData("Plugin.Contracts", "Plugin.Domain")]
    [InlineData("Plugin.Algorithms", "Plugin.Client")]
    [InlineData("Plugin.Web", "Plugin.Contracts")]
    [InlineData("Plugin.EventLog", "Plugin.Domain")]
    [InlineData("Plugin.Vault", "Plugin.Domain")]
    [InlineData("Plugin.Grains", "Plugin.ReadModels")]
    [InlineData("Plugin.ReadModels", "Plugin.Grains")]
    [InlineData("Plugin.Api", "Plugin.Client")]
    [InlineData("Plugin.Store", "Plugin.Api")]
    [InlineData("Plugin.Client", "Plugin.Domain")]
    [InlineData("Plugin.Node", "Plugin.Domain")]
    [InlineData("Plugin.Node", "Plugin.Testing")]
    public void Of_a_library_are_refused_another_arrow(string from, string to) =>
        Assert.Equal([$"{from} must not reference {to}."], ProjectRules.Violations(Project("src", from, projects: [to])));

    [Theory]
    [InlineData("silos", "Plugin.Hub", "Plugin.Station")]
    [InlineData("silos", "Plugin.Hub", "Plugin.Hub.Orleans")]
    [InlineData("silos", "Plugin.Hub", "Plugin.Testing")]
    [InlineData("tests", "Plugin.Api.Tests", "Plugin.Node.Tests")]
    [InlineData("tests", "Plugin.Api.Tests", "Plugin.Simulation")]
    public void Of_silos_and_tests_do_not_reference_each_other(string folder, string from, string to) =>
        Assert.Equal([$"{from} must not reference {to}."], ProjectRules.Violations(Project(folder, from, projects: [to])));

    [Theory]
    [InlineData("Plugin.Api", "Dapper")]
    [InlineData("Plugin.ReadModels", "Npgsql")]
    [InlineData("Plugin.Api", "Microsoft.Data.Sqlite")]
    [InlineData("Plugin.Grains", "Microsoft.Orleans.Server")]
    [InlineData("Plugin.Node", "CsvHelper")]
    [InlineData("Plugin.Api", "YamlDotNet")]
    [InlineData("Plugin.Client", "Spectre.Console")]
    [InlineData("Plugin.Client", "System.CommandLine")]
    [InlineData("Plugin.Domain", "OpenTelemetry")]
    [InlineData("Plugin.Proofs", "OpenTelemetry")]
    [InlineData("Plugin.Contracts", "OpenTelemetry")]
    public void Of_a_library_are_refused_a_package_that_lives_elsewhere(string project, string package) =>
        Assert.Equal([$"{project} must not use {package}."], ProjectRules.Violations(Project("src", project, packages: [package])));

    [Fact]
    public void Of_a_library_that_is_not_hosted_leave_the_web_framework_out() =>
        Assert.Equal(
            ["Plugin.Vault must not use Microsoft.AspNetCore.App."],
            ProjectRules.Violations(Project("src", "Plugin.Vault", frameworks: ["Microsoft.AspNetCore.App"])));

    [Fact]
    public void Of_a_new_library_wait_for_its_place_among_the_arrows() =>
        Assert.Equal(["Plugin.Extra has no place among the arrows."], ProjectRules.Violations(Project("src", "Plugin.Extra")));

    private static ProjectFile Project(
        string folder, string name, string[]? projects = null, string[]? packages = null, string[]? frameworks = null) =>
        new(name, folder, projects ?? [], packages ?? [], frameworks ?? []);
}
