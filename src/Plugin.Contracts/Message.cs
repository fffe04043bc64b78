using System.Text.Json.Serialization;

namespace Plugin.Contracts;

/// <summary>What a vantage6 route answers when it has nothing else to say, above all an error.</summary>
/// <param name="Errors">Validation errors by field; <c>_schema</c> for those of the whole body.</param>
public sealed record Message(
    string Msg,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    IReadOnlyDictionary<string, IReadOnlyList<string>>? Errors = null)
{
    /// <summary>The same text where vantage6 uses this key: for a request that never reached a handler (405, 415, no JSON).</summary>
    [JsonPropertyName("message")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Framework { get; init; }
}

/// <summary>The error shape of our own routes (RFC 9457). <see cref="Code"/> is stable and machine-readable.</summary>
public sealed record Problem(string Type, string Title, int Status, string Detail, string Code)
{
    public const string ContentType = "application/problem+json";
}

/// <summary>A body that names one object.</summary>
public sealed record IdBody(int Id);
