using System.Text.Json;
using Plugin.Contracts;

namespace Plugin.Api.AlgorithmStores;

/// <summary>
/// Algorithms as stores write them. In requests allowed values are plain and conditions name arguments, in answers the former are objects and the latter
/// ids; both are read. What has no name or no image is left out, and what else is missing is empty.
/// </summary>
internal static class AlgorithmReader
{
    public static OfferedAlgorithm? Read(JsonElement algorithm, int? store) =>
        StoreAnswer.Text(algorithm, "image") is { Length: > 0 } image && Named(algorithm) is { } name
            ? new OfferedAlgorithm(
                name, Text(algorithm, "description"), image, StoreAnswer.Text(algorithm, "digest"), store, StoreAnswer.Text(algorithm, "code_url"),
                StoreAnswer.Text(algorithm, "documentation_url"), [.. Items(algorithm, "functions").Select(Function).OfType<AlgorithmFunction>()])
            : null;

    private static AlgorithmFunction? Function(JsonElement function)
    {
        if (Named(function) is not { } name)
        {
            return null;
        }

        JsonElement[] arguments = [.. Items(function, "arguments").Where(argument => Named(argument) is not null)];
        return new AlgorithmFunction(
            name, Text(function, "display_name"), Text(function, "description"), Text(function, "type"), Flag(function, "standalone", otherwise: true),
            [.. Items(function, "databases").Where(one => Named(one) is not null).Select(one => new FunctionDatabase(Named(one)!, Text(one, "description")))],
            [.. arguments.Select(argument => Argument(argument, arguments))],
            [.. Items(function, "ui_visualizations").Select(Visualization)]);
    }

    private static FunctionArgument Argument(JsonElement argument, JsonElement[] all) => new(
        Named(argument)!, Text(argument, "display_name"), Text(argument, "description"), Text(argument, "type"),
        [.. Items(argument, "allowed_values").Select(Plain).Where(value => value.ValueKind is JsonValueKind.String or JsonValueKind.Number)],
        Flag(argument, "has_default_value", otherwise: false), StoreAnswer.Text(argument, "default_value"), ConditionalOn(argument, all),
        StoreAnswer.Text(argument, "conditional_operator"), StoreAnswer.Text(argument, "conditional_value"),
        Flag(argument, "is_frontend_only", otherwise: false));

    private static string? ConditionalOn(JsonElement argument, JsonElement[] all) =>
        StoreAnswer.Text(argument, "conditional_on")
        ?? (Number(argument, "conditional_on_id") is { } id ? all.Where(other => Number(other, "id") == id).Select(Named).FirstOrDefault() : null);

    private static FunctionVisualization Visualization(JsonElement one) => new(
        Text(one, "name"), Text(one, "description"), Text(one, "type"),
        one.ValueKind == JsonValueKind.Object && one.TryGetProperty("schema", out var schema) && schema.ValueKind == JsonValueKind.Object ? schema.Clone() : null);

    private static JsonElement Plain(JsonElement value) =>
        (value.ValueKind == JsonValueKind.Object && value.TryGetProperty("value", out var inner) ? inner : value).Clone();

    private static string? Named(JsonElement of) => StoreAnswer.Text(of, "name") is { Length: > 0 } name ? name : null;

    private static string Text(JsonElement of, string name) => StoreAnswer.Text(of, name) ?? "";

    private static bool Flag(JsonElement of, string name, bool otherwise) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) && value.ValueKind is (JsonValueKind.True or JsonValueKind.False)
            ? value.GetBoolean()
            : otherwise;

    private static int? Number(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
            ? number
            : null;

    private static JsonElement[] Items(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var items) && items.ValueKind == JsonValueKind.Array
            ? [.. items.EnumerateArray()]
            : [];
}
