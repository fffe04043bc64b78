using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Plugin.Contracts;

namespace Plugin.Api.Describing;

/// <summary>JSON schemas of the contracts, as the wire's own serializer writes them. Every object becomes a named component.</summary>
internal sealed class Schemas(XmlTexts texts)
{
    private readonly SortedDictionary<string, (Type Type, JsonObject Schema)> _components = new(StringComparer.Ordinal);

    public JsonObject Components() => new(_components.Select(c => KeyValuePair.Create<string, JsonNode?>(c.Key, c.Value.Schema.DeepClone())));

    public JsonObject Of(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            return OrNull(Of(inner));
        }

        return type switch
        {
            _ when type == typeof(string) => Simple("string"),
            _ when type == typeof(bool) => Simple("boolean"),
            _ when type == typeof(int) => Simple("integer", "int32"),
            _ when type == typeof(long) => Simple("integer", "int64"),
            _ when type == typeof(double) => Simple("number", "double"),
            _ when type == typeof(DateTimeOffset) => WithText(
                Simple("string"), "ISO 8601 in UTC without a zone, with microseconds unless they are zero."),
            _ when type == typeof(JsonElement) || type == typeof(JsonNode) => [],
            _ when type == typeof(JsonObject) => Simple("object"),
            { IsGenericType: true } when type.GetGenericTypeDefinition() == typeof(ToMany<>) => new JsonObject
            {
                ["oneOf"] = new JsonArray(
                    WithText(Simple("string"), "The path of a filtered list."), ArrayOf(type.GetGenericArguments()[0])),
            },
            { IsGenericType: true } when type.GetGenericTypeDefinition() == typeof(ToOne<>) => new JsonObject
            {
                ["anyOf"] = new JsonArray(Of(typeof(Link)), Of(type.GetGenericArguments()[0])),
            },
            _ when DictionaryValue(type) is { } value => new JsonObject { ["type"] = "object", ["additionalProperties"] = Of(value) },
            _ when typeof(IEnumerable).IsAssignableFrom(type) => ArrayOf(type.IsArray ? type.GetElementType()! : type.GetGenericArguments()[0]),
            _ => Reference(type),
        };
    }

    private static string NameOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ListOf<>) ? $"{type.GetGenericArguments()[0].Name}List" : type.Name;

    private static JsonObject Simple(string type, string? format = null) =>
        format is null ? new JsonObject { ["type"] = type } : new JsonObject { ["type"] = type, ["format"] = format };

    private static JsonObject WithText(JsonObject schema, string? text)
    {
        if (text is not null)
        {
            schema["description"] = text;
        }

        return schema;
    }

    private static JsonObject OrNull(JsonObject schema)
    {
        if (schema["type"] is JsonValue type)
        {
            schema["type"] = new JsonArray(type.DeepClone(), "null");
            return schema;
        }

        return schema.Count == 0 ? schema : new JsonObject { ["anyOf"] = new JsonArray(schema, Simple("null")) };
    }

    private static Type? DictionaryValue(Type type) => type.GetInterfaces().Append(type)
        .FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>))?.GetGenericArguments()[1];

    private JsonObject ArrayOf(Type item) => new() { ["type"] = "array", ["items"] = Of(item) };

    private JsonObject Reference(Type type)
    {
        var name = NameOf(type);
        if (!_components.TryGetValue(name, out var known))
        {
            // Before its properties: types name each other.
            _components[name] = (type, []);
            _components[name] = (type, Describe(type));
        }
        else if (known.Type != type)
        {
            throw new InvalidOperationException($"Both {known.Type} and {type} would be the schema '{name}'.");
        }

        return new JsonObject { ["$ref"] = $"#/components/schemas/{name}" };
    }

    private JsonObject Describe(Type type)
    {
        var contract = WireJson.Options.GetTypeInfo(type);
        if (contract.PolymorphismOptions is not { DerivedTypes: { Count: > 0 } derived } family)
        {
            return WithText(Properties(type, contract), texts.OfType(type));
        }

        var mapping = new JsonObject();
        var all = new JsonArray();
        foreach (var one in derived)
        {
            var reference = Reference(one.DerivedType);
            var word = (string)one.TypeDiscriminator!;
            mapping[word] = reference["$ref"]!.DeepClone();
            all.Add(reference);
            var schema = _components[NameOf(one.DerivedType)].Schema;
            schema["properties"]![family.TypeDiscriminatorPropertyName] = new JsonObject { ["type"] = "string", ["const"] = word };
            schema["required"]!.AsArray().Add(family.TypeDiscriminatorPropertyName);
        }

        return WithText(
            new JsonObject
            {
                ["oneOf"] = all,
                ["discriminator"] = new JsonObject { ["propertyName"] = family.TypeDiscriminatorPropertyName, ["mapping"] = mapping },
            },
            texts.OfType(type));
    }

    private JsonObject Properties(Type type, JsonTypeInfo contract)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (var property in contract.Properties.Where(property => property.Get is not null))
        {
            properties[property.Name] = Property(type, property);
            if (IsAlwaysThere(property))
            {
                required.Add(property.Name);
            }
        }

        return new JsonObject { ["type"] = "object", ["properties"] = properties, ["required"] = required };
    }

    private JsonObject Property(Type type, JsonPropertyInfo property)
    {
        var mayBeNull = property.IsGetNullable && !IsLeftOutWhenNull(property);
        var schema = property.CustomConverter switch
        {
            ZonedTime => Simple("string", "date-time"),
            IEmptyForNull => new JsonObject
            {
                ["anyOf"] = new JsonArray(Of(property.PropertyType), new JsonObject { ["type"] = "object", ["maxProperties"] = 0 }),
            },
            _ => Of(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType),
        };
        if (mayBeNull && property.CustomConverter is not IEmptyForNull)
        {
            schema = OrNull(schema);
        }

        return property.AttributeProvider is PropertyInfo member ? WithText(schema, texts.OfProperty(type, member)) : schema;
    }

    /// <summary>Of an answer: present whatever happens. Of a body: an error when it is left out.</summary>
    private static bool IsAlwaysThere(JsonPropertyInfo property) =>
        property.AssociatedParameter is { HasDefaultValue: false } && !IsLeftOutWhenNull(property);

    private static bool IsLeftOutWhenNull(JsonPropertyInfo property) =>
        property.AttributeProvider?.GetCustomAttributes(typeof(JsonIgnoreAttribute), inherit: true) is [_, ..];
}
