using System.Text.Json;

namespace Plugin.Algorithms.Container;

/// <summary>The arguments of one call, by the names its method declares; a null counts as not given.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, JsonElement> given = [];
    private readonly string method;

    public Arguments(Invocation invocation, IReadOnlyList<string> parameters)
    {
        method = invocation.Method;
        if (invocation.Positional.Count > parameters.Count)
        {
            throw new AlgorithmFailure($"{method} takes at most {parameters.Count} arguments ({string.Join(", ", parameters)}), not {invocation.Positional.Count}.");
        }

        for (var i = 0; i < invocation.Positional.Count; i++)
        {
            given[parameters[i]] = invocation.Positional[i];
        }

        foreach (var (name, value) in invocation.Named)
        {
            if (!parameters.Contains(name))
            {
                throw new AlgorithmFailure($"{method} has no argument '{name}'; it takes {string.Join(", ", parameters)}.");
            }

            if (!given.TryAdd(name, value))
            {
                throw new AlgorithmFailure($"{method} was given '{name}' twice, by position and by name.");
            }
        }
    }

    public bool Has(string name) => Find(name) is not null;

    public string Text(string name) =>
        Find(name) is not { } value ? throw Missing(name)
        : value.ValueKind == JsonValueKind.String ? value.GetString()!
        : throw Wrong(name, "a text");

    /// <summary>A list of texts; a single text counts as a list of one.</summary>
    public IReadOnlyList<string> Texts(string name)
    {
        var texts = OptionalTexts(name);
        return texts.Count > 0 ? texts : throw Missing(name);
    }

    public IReadOnlyList<string> OptionalTexts(string name) => Find(name) switch
    {
        null => [],
        { ValueKind: JsonValueKind.String } text => [text.GetString()!],
        { ValueKind: JsonValueKind.Array } list when list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) =>
            [.. list.EnumerateArray().Select(item => item.GetString()!)],
        _ => throw Wrong(name, "a text or a list of texts"),
    };

    public IReadOnlyList<double> OptionalNumbers(string name) => Find(name) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Number } number => [number.GetDouble()],
        { ValueKind: JsonValueKind.Array } list when list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Number) =>
            [.. list.EnumerateArray().Select(item => item.GetDouble())],
        _ => throw Wrong(name, "a list of numbers"),
    };

    public IReadOnlyList<int> OptionalIds(string name) => Find(name) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } list when list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out _)) =>
            [.. list.EnumerateArray().Select(item => item.GetInt32())],
        _ => throw Wrong(name, "a list of ids"),
    };

    public int Count(string name) =>
        Find(name) is not { } value ? throw Missing(name)
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var count) && count >= 0 ? count
        : throw Wrong(name, "a whole number that is not negative");

    /// <summary>False when it is not given.</summary>
    public bool Flag(string name) => Find(name) switch
    {
        null or { ValueKind: JsonValueKind.False } => false,
        { ValueKind: JsonValueKind.True } => true,
        _ => throw Wrong(name, "true or false"),
    };

    /// <summary>An argument of a shape of its own, which only our own central functions send.</summary>
    public T Structure<T>(string name)
    {
        var value = Find(name) ?? throw Missing(name);
        try
        {
            return (T?)value.Deserialize(typeof(T), AlgorithmJson.Default) ?? throw Missing(name);
        }
        catch (JsonException e)
        {
            throw new AlgorithmFailure($"The argument '{name}' of {method} does not have the shape that its central function sends.", e);
        }
    }

    private JsonElement? Find(string name) =>
        given.TryGetValue(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private AlgorithmFailure Missing(string name) => new($"{method} needs the argument '{name}'.");

    private AlgorithmFailure Wrong(string name, string expected) => new($"The argument '{name}' of {method} must be {expected}.");
}
