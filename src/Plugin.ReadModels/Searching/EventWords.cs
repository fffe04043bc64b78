using System.Text.Json;
using Plugin.EventLog;

namespace Plugin.ReadModels.Searching;

/// <summary>
/// What an event can be found by, from its bytes: who caused it, what it is about and everything it names, as stream names (<c>user-4</c>);
/// its kind as <c>kind:run</c> and <c>kind:run.ended</c>, and the image that it names.
/// </summary>
internal static class EventWords
{
    public const string Image = "image:";
    public const string Label = "label:";
    private const string Kind = "kind:";

    private static readonly Dictionary<string, string> Things = new()
    {
        ["organisation"] = "organisation-",
        ["init_organisation"] = "organisation-",
        ["organisations"] = "organisation-",
        ["user"] = "user-",
        ["init_user"] = "user-",
        ["node"] = "node-",
        ["collaboration"] = "collaboration-",
        ["study"] = "study-",
        ["store"] = "algorithm_store-",
        ["task"] = "task-",
        ["job"] = "task-",
        ["parent"] = "task-",
        ["run"] = "run-",
        ["runs"] = "run-",
        ["parent_run"] = "run-",
    };

    public static string OfKind(string kind) => Kind + kind;

    public static string OfImage(string image) => Image + image.ToLowerInvariant();

    public static string OfLabel(string label) => Label + label.ToLowerInvariant();

    /// <summary>Whether what an order has by this word is found by it as a whole, with its runs.</summary>
    public static bool IsOfOrder(string word) =>
        word.StartsWith(Image, StringComparison.Ordinal) || word.StartsWith(Label, StringComparison.Ordinal);

    public static HashSet<string> Of(StoredEvent stored)
    {
        var words = new HashSet<string>(StringComparer.Ordinal) { stored.Stream };
        var name = stored.Name.Split('/')[0];
        words.Add(OfKind(name));
        words.Add(OfKind(name.Split('.')[0]));
        Add(words, stored.Metadata.Span);
        Add(words, stored.Data.Span);
        return words;
    }

    private static void Add(HashSet<string> words, ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            string? property = null;
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        property = reader.GetString();
                        break;
                    case JsonTokenType.Number when property is not null && Things.TryGetValue(property, out var thing) && reader.TryGetInt64(out var id):
                        words.Add($"{thing}{id}");
                        break;
                    case JsonTokenType.String when property is "actor" or "for" or "via" or "reader":
                        words.Add(Someone(reader.GetString()!));
                        break;
                    case JsonTokenType.String when property is "image":
                        words.Add(OfImage(reader.GetString()!));
                        break;
                }
            }
        }
        // A damaged event is found by what could be read of it.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
        }
    }

    // user:4 and run:33/2, the attempt of a run.
    private static string Someone(string actor) => actor.Split('/')[0].Replace(':', '-');
}
