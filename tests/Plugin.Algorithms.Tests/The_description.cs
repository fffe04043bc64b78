using System.Text.Json.Nodes;

namespace Plugin.Algorithms.Tests;

/// <summary>functions.json, which the hub offers to researchers and which an algorithm store takes as it stands.</summary>
public sealed class The_description
{
    private static readonly string[] Types =
    [
        "column", "column_list", "string", "string_list", "integer", "integer_list", "float", "float_list", "boolean", "json", "organization", "organization_list",
    ];

    private readonly JsonArray _functions =
        (JsonArray)JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "functions.json")))!["functions"]!;

    [Fact]
    public void Has_every_method_with_its_arguments() => Assert.Equal(
        Method.All.Values.Select(method => $"{method.Name}({string.Join(", ", method.Parameters)})").Order(),
        _functions.Select(function => $"{function!["name"]}({string.Join(", ", Arguments(function).Select(argument => argument["name"]))})").Order());

    [Fact]
    public void Has_types_that_a_form_can_be_made_of() =>
        Assert.All(_functions.SelectMany(function => Arguments(function!)), argument => Assert.Contains((string)argument["type"]!, Types));

    [Fact]
    public void Calls_central_what_asks_other_hospitals() => Assert.All(
        _functions, function => Assert.Equal(
            ((string)function!["name"]!).Contains("central", StringComparison.Ordinal) ? "central" : "federated", (string)function["type"]!));

    private static IEnumerable<JsonNode> Arguments(JsonNode function) => function["arguments"]!.AsArray().Select(argument => argument!);
}
