using System.Text.Json.Serialization;

namespace Plugin.Contracts;

/// <summary>One page of a list.</summary>
public sealed record ListOf<T>(IReadOnlyList<T> Data, PageLinks Links);

/// <summary>Paths of pages, with their query. Follow <see cref="Next"/> until it is absent.</summary>
public sealed record PageLinks(
    string First,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Previous,
    string Self,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Next,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Last);
