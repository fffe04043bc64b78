using System.Text.Json;
using System.Text.Json.Nodes;

namespace Plugin.Api.Tests;

/// <summary>
/// Compares a JSON value with a schema of the document, as far as our schemas go. A field that the schema does not name is an error too: a
/// document that keeps quiet about something is not complete.
/// </summary>
internal sealed class SchemaCheck(JsonObject document)
{
    public IReadOnlyList<string> Errors(JsonNode? value, JsonObject schema, string at = "$") => [.. Check(value, schema, at)];

    public JsonObject Resolve(JsonObject schema) =>
        (string?)schema["$ref"] is { } reference ? Resolve(Find(reference)) : schema;

    private JsonObject Find(string reference) =>
        reference.Split('/').Skip(1).Aggregate<string, JsonNode>(document, (node, name) => node[name]
            ?? throw new InvalidOperationException($"The document has no {reference}.")).AsObject();

    private IEnumerable<string> Check(JsonNode? value, JsonObject given, string at)
    {
        var schema = Resolve(given);
        if ((schema["anyOf"] ?? schema["oneOf"]) is JsonArray choices)
        {
            string[][] tried = [.. choices.Select(choice => Check(value, choice!.AsObject(), at).ToArray())];
            var fitting = tried.Count(errors => errors.Length == 0);
            return fitting == 0 ? [$"{at} fits none of {choices.Count} schemas: {string.Join(" | ", tried.Select(errors => errors[0]))}"]
                : fitting > 1 && schema.ContainsKey("oneOf") ? [$"{at} fits {fitting} schemas instead of one"]
                : [];
        }

        if (schema["type"] is { } type && !Types(type).Contains(TypeOf(value), StringComparer.Ordinal)
            && !(TypeOf(value) == "integer" && Types(type).Contains("number")))
        {
            return [$"{at} is {TypeOf(value)}, not {type.ToJsonString()}"];
        }

        if (schema["const"] is { } fixedValue && !JsonNode.DeepEquals(fixedValue, value))
        {
            return [$"{at} is not {fixedValue.ToJsonString()}"];
        }

        return value switch
        {
            JsonObject o => Object(o, schema, at),
            JsonArray a when schema["items"] is JsonObject items => a.SelectMany((item, i) => Check(item, items, $"{at}[{i}]")),
            _ => [],
        };
    }

    private IEnumerable<string> Object(JsonObject value, JsonObject schema, string at)
    {
        if ((int?)schema["maxProperties"] is { } most && value.Count > most)
        {
            yield return $"{at} has more than {most} fields";
        }

        if (schema["properties"] is not JsonObject properties)
        {
            foreach (var error in schema["additionalProperties"] is JsonObject others ? value.SelectMany(f => Check(f.Value, others, $"{at}.{f.Key}")) : [])
            {
                yield return error;
            }

            yield break;
        }

        foreach (var name in schema["required"]?.AsArray().Select(name => (string)name!).Where(name => !value.ContainsKey(name)) ?? [])
        {
            yield return $"{at}.{name} is missing";
        }

        foreach (var (name, field) in value)
        {
            foreach (var error in properties[name] is JsonObject known ? Check(field, known, $"{at}.{name}") : [$"{at}.{name} is not in the schema"])
            {
                yield return error;
            }
        }
    }

    private static string[] Types(JsonNode type) => type is JsonArray several ? [.. several.Select(one => (string)one!)] : [(string)type!];

    private static string TypeOf(JsonNode? value) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "null",
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => value.AsValue().TryGetValue<long>(out _) ? "integer" : "number",
    };
}
