using System.Text.Json;
using System.Text.Json.Serialization;

namespace Plugin.Contracts;

/// <summary>A related object: its id, its path with the API path in front, and what its endpoint can do.</summary>
public sealed record Link(int Id, [property: JsonPropertyName("link")] string Path, IReadOnlyList<string> Methods);

/// <summary>Many related objects: the path of a filtered list, or with <c>include</c> the objects themselves.</summary>
[JsonConverter(typeof(ToManyConverterFactory))]
public sealed record ToMany<T>(string? Url, IReadOnlyList<T>? Items)
{
    public static implicit operator ToMany<T>(string url) => new(url, null);
}

/// <summary>One related object: a <see cref="Link"/>, or with <c>include</c> the object itself.</summary>
[JsonConverter(typeof(ToOneConverterFactory))]
public sealed record ToOne<T>(Link? Link, T? Item)
    where T : class, IIdentified
{
    [JsonIgnore]
    public int Id => Link?.Id ?? Item!.Id;

    public static implicit operator ToOne<T>(Link link) => new(link, null);
}

public interface IIdentified
{
    int Id { get; }
}

internal sealed class ToManyConverterFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => true;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(ToManyConverter<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;
}

internal sealed class ToManyConverter<T> : JsonConverter<ToMany<T>>
{
    public override ToMany<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String
            ? new ToMany<T>(reader.GetString(), null)
            : new ToMany<T>(null, JsonSerializer.Deserialize<IReadOnlyList<T>>(ref reader, options));

    public override void Write(Utf8JsonWriter writer, ToMany<T> value, JsonSerializerOptions options)
    {
        if (value.Items is { } items)
        {
            JsonSerializer.Serialize(writer, items, options);
        }
        else
        {
            writer.WriteStringValue(value.Url);
        }
    }
}

internal sealed class ToOneConverterFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => true;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(ToOneConverter<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;
}

internal sealed class ToOneConverter<T> : JsonConverter<ToOne<T>>
    where T : class, IIdentified
{
    public override ToOne<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.TryGetProperty("link", out _)
            ? new ToOne<T>(document.RootElement.Deserialize<Link>(options), null)
            : new ToOne<T>(null, document.RootElement.Deserialize<T>(options));
    }

    public override void Write(Utf8JsonWriter writer, ToOne<T> value, JsonSerializerOptions options)
    {
        if (value.Item is { } item)
        {
            JsonSerializer.Serialize(writer, item, options);
        }
        else
        {
            JsonSerializer.Serialize(writer, value.Link, options);
        }
    }
}

/// <summary>Marks a property whose object may be missing and then is <c>{}</c>.</summary>
public interface IEmptyForNull;

internal sealed class EmptyForNull<T> : JsonConverter<T>, IEmptyForNull
    where T : class
{
    public override bool HandleNull => true;

    public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.EnumerateObject().Any()
            ? document.RootElement.Deserialize<T>(options)
            : null;
    }

    public override void Write(Utf8JsonWriter writer, T? value, JsonSerializerOptions options)
    {
        if (value is null)
        {
            writer.WriteStartObject();
            writer.WriteEndObject();
        }
        else
        {
            JsonSerializer.Serialize(writer, value, options);
        }
    }
}
