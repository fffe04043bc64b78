using System.Text.Json.Nodes;
using Plugin.ReadModels.Replay;
using Spectre.Console;

namespace Plugin.Cli.Replay;

internal static class ReplayTable
{
    public static void Write(IAnsiConsole console, StreamReplay replay)
    {
        var state = new Table().Border(TableBorder.Simple).AddColumns("Field", "Value");
        foreach (var (name, value) in replay.State)
        {
            state.AddRow(Markup.Escape(name), Markup.Escape(Text(value)));
        }

        var changes = new Table().Border(TableBorder.Simple).AddColumns("Position", "Time (UTC)", "Event", "By", "Rule", "Cause", "Changed");
        changes.Columns[0].RightAligned();
        foreach (var change in replay.Changes)
        {
            changes.AddRow(
                Markup.Escape($"{change.Stored.Position}"), Markup.Escape($"{change.Stored.At.UtcDateTime:yyyy-MM-dd HH:mm:ss.fff}"),
                Markup.Escape(change.Stored.Name), Markup.Escape(By(change)), Markup.Escape($"{change.Rule}"),
                Markup.Escape(change.Cause ?? ""),
                Markup.Escape(string.Join('\n', change.Fields.Select(field => $"{field.Name}: {Text(field.Before)} → {Text(field.After)}"))));
        }

        console.WriteLine($"{replay.Stream}, version {replay.Version}");
        console.Write(state);
        console.Write(changes);
    }

    private static string By(ReplayedEvent change) => string.Concat(
        change.Actor, change.For is null ? "" : $" for {change.For}", change.Via is null ? "" : $" via {change.Via}");

    private static string Text(JsonNode? value) => value switch
    {
        null => "–",
        JsonValue text when text.TryGetValue<string>(out var plain) => plain,
        _ => value.ToJsonString(),
    };
}
