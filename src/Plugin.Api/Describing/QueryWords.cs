using System.Text.Json.Nodes;
using Plugin.Api.Http;

namespace Plugin.Api.Describing;

/// <summary>What a field of a query takes, as schema and in words.</summary>
internal static class QueryWords
{
    public static (JsonObject Schema, string? What) Of(QueryField field, GivenPages? pages) => (field.Name, field.Kind) switch
    {
        ("page", _) => (Number(1, null, 1), null),
        ("per_page", _) => (Number(1, Filters.MaxPageSize, 10), null),
        ("sort", _) => (new JsonObject { ["type"] = "string" },
            $"Keys with commas between them, each with a minus for descending: {string.Join(", ", pages?.Sortable ?? [])}."),
        ("include", _) => (new JsonObject { ["type"] = "string" }, "Related things to have whole in the answer, with commas between them."),
        ("delete_dependents", _) => (Flag(), "Also delete what hangs on it."),
        (_, FieldKind.Id) => (Number(1, null, null), null),
        (_, FieldKind.Ids) => (new JsonObject { ["type"] = "string" }, "Ids with commas between them; may be repeated."),
        (_, FieldKind.Number) => (new JsonObject { ["type"] = "integer", ["format"] = "int64" }, null),
        (_, FieldKind.Flag) => (Flag(), null),
        (_, FieldKind.Time) => (new JsonObject { ["type"] = "string" }, "A date (yyyy-mm-dd) or ISO 8601 date and time."),
        (_, FieldKind.Texts) => (
            new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "string" } }, "May be repeated."),
        _ => (new JsonObject { ["type"] = "string" }, null),
    };

    private static JsonObject Flag() => new() { ["type"] = "boolean" };

    private static JsonObject Number(int least, int? most, int? absent)
    {
        var schema = new JsonObject { ["type"] = "integer", ["format"] = "int32", ["minimum"] = least };
        if (most is not null)
        {
            schema["maximum"] = most;
        }

        if (absent is not null)
        {
            schema["default"] = absent;
        }

        return schema;
    }
}
