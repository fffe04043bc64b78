using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Plugin.Domain;

/// <summary>
/// How events look in the log: compact, snake_case, ids as plain integers, enums as text, times in UTC with microseconds, nulls left out.
/// Only what may be null may be missing; fields that this version does not know are skipped, since a newer one may have added them.
/// </summary>
internal static class EventJson
{
    public static JsonSerializerOptions Options { get; } = Make();

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            RespectNullableAnnotations = true,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { RequireWhatCannotBeNull } },
            Converters =
            {
                new ScalarConverter<OrganisationId, int>(id => id.Value, value => new(value)),
                new ScalarConverter<CollaborationId, int>(id => id.Value, value => new(value)),
                new ScalarConverter<UserId, int>(id => id.Value, value => new(value)),
                new ScalarConverter<NodeId, int>(id => id.Value, value => new(value)),
                new ScalarConverter<TaskId, int>(id => id.Value, value => new(value)),
                new ScalarConverter<RunId, int>(id => id.Value, value => new(value)),
                new ScalarConverter<PortId, int>(id => id.Value, value => new(value)),
                new ScalarConverter<StudyId, int>(id => id.Value, value => new(value)),
                new ScalarConverter<AlgorithmStoreId, int>(id => id.Value, value => new(value)),
                new ScalarConverter<RoleId, int>(id => id.Value, value => new(value)),
                new ScalarConverter<GenerationId, int>(id => id.Value, value => new(value)),
                new ScalarConverter<Sealed, string>(text => text.Value, value => new(value)),
                new ScalarConverter<DateTimeOffset, string>(Write, Read),
                new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false),
            },
        };
        options.MakeReadOnly();
        return options;
    }

    private const string Microseconds = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    private static string Write(DateTimeOffset time) => time.UtcDateTime.ToString(Microseconds, CultureInfo.InvariantCulture);

    private static DateTimeOffset Read(string text) =>
        DateTimeOffset.ParseExact(text, Microseconds, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static void RequireWhatCannotBeNull(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            property.IsRequired = !property.IsGetNullable;
        }
    }
}

/// <summary>A value of one field, written as that field alone.</summary>
internal sealed class ScalarConverter<T, TScalar>(Func<T, TScalar> write, Func<TScalar, T> read) : JsonConverter<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonSerializer.Deserialize<TScalar>(ref reader, options) is { } value
            ? read(value)
            : throw new JsonException($"A {typeof(T).Name} cannot be null.");

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, write(value), options);
}
