using System.Text.Json;

namespace Plugin.Algorithms.Container;

/// <summary>The order in the input file: <c>{"method": …, "args": […], "kwargs": {…}}</c>.</summary>
internal sealed record Invocation(string Method, IReadOnlyList<JsonElement> Positional, IReadOnlyDictionary<string, JsonElement> Named)
{
    public static Invocation Parse(string json)
    {
        JsonElement root;
        try
        {
            root = JsonElement.Parse(json);
        }
        catch (JsonException e)
        {
            throw new AlgorithmFailure($"The input is not JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}).", e);
        }

        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("method", out var method) || method.ValueKind != JsonValueKind.String)
        {
            throw new AlgorithmFailure("""The input must be a JSON object with a text "method", and optionally "args" and "kwargs".""");
        }

        return new Invocation(method.GetString()!, Args(root), Kwargs(root));
    }

    private static List<JsonElement> Args(JsonElement root)
    {
        if (!root.TryGetProperty("args", out var args) || args.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        return args.ValueKind == JsonValueKind.Array
            ? [.. args.EnumerateArray()]
            : throw new AlgorithmFailure("""The "args" of the input must be a list.""");
    }

    private static Dictionary<string, JsonElement> Kwargs(JsonElement root)
    {
        var named = new Dictionary<string, JsonElement>();
        if (!root.TryGetProperty("kwargs", out var kwargs) || kwargs.ValueKind == JsonValueKind.Null)
        {
            return named;
        }

        if (kwargs.ValueKind != JsonValueKind.Object)
        {
            throw new AlgorithmFailure("""The "kwargs" of the input must be an object.""");
        }

        foreach (var property in kwargs.EnumerateObject())
        {
            named[property.Name] = property.Value;
        }

        return named;
    }
}
