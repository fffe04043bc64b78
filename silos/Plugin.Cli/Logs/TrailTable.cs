using Spectre.Console;

namespace Plugin.Cli.Logs;

internal static class TrailTable
{
    public static void Write(IAnsiConsole console, IEnumerable<TrailEvent> trail)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("Position", "Time (UTC)", "Stream", "Event", "By", "What");
        table.Columns[0].RightAligned();
        foreach (var e in trail)
        {
            table.AddRow(
                Markup.Escape($"{e.Position}"), Markup.Escape($"{e.At.UtcDateTime:HH:mm:ss.fff}"), Markup.Escape(e.Stream),
                Markup.Escape(e.Name), Markup.Escape(e.Actor), Markup.Escape(e.Summary));
        }

        console.Write(table);
    }
}
