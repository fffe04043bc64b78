using System.Text.Json;

namespace Plugin.Contracts;

/// <summary>The algorithms that a collaboration can choose from: our own, and the approved ones of its stores. Our own route.</summary>
/// <param name="Stores">Those that were asked, with what went wrong: one that is away takes nothing from the others.</param>
public sealed record OfferedAlgorithms(IReadOnlyList<OfferedAlgorithm> Algorithms, IReadOnlyList<AskedStore> Stores);

/// <param name="Problem">Null when it answered.</param>
public sealed record AskedStore(int Id, string Name, string? Problem);

/// <param name="Digest">As the store has it; null where it knows none.</param>
/// <param name="StoreId">Null: our own, which this hub came with.</param>
public sealed record OfferedAlgorithm(
    string Name, string Description, string Image, string? Digest, int? StoreId, string? CodeUrl, string? DocumentationUrl,
    IReadOnlyList<AlgorithmFunction> Functions);

/// <param name="Type"><c>central</c> or <c>federated</c>.</param>
/// <param name="Standalone">Whether people call it; false: only other functions do.</param>
public sealed record AlgorithmFunction(
    string Name, string DisplayName, string Description, string Type, bool Standalone, IReadOnlyList<FunctionDatabase> Databases,
    IReadOnlyList<FunctionArgument> Arguments, IReadOnlyList<FunctionVisualization> UiVisualizations);

public sealed record FunctionDatabase(string Name, string Description);

/// <param name="Type">One of the twelve of the store's contract, such as <c>integer</c> or <c>column_list</c>.</param>
/// <param name="AllowedValues">Plain texts or numbers.</param>
/// <param name="DefaultValue">As text whatever the type; null with <paramref name="HasDefaultValue"/>: may be left out.</param>
/// <param name="ConditionalOn">The name of the argument that it depends on.</param>
/// <param name="IsFrontendOnly">Asked for, and not sent.</param>
public sealed record FunctionArgument(
    string Name, string DisplayName, string Description, string Type, IReadOnlyList<JsonElement> AllowedValues, bool HasDefaultValue,
    string? DefaultValue, string? ConditionalOn, string? ConditionalOperator, string? ConditionalValue, bool IsFrontendOnly);

/// <param name="Schema">An object, null where there is none.</param>
public sealed record FunctionVisualization(string Name, string Description, string Type, JsonElement? Schema);
