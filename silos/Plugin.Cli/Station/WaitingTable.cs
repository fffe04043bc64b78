using Plugin.Node.Operator;
using Plugin.Node.Policies;
using Spectre.Console;

namespace Plugin.Cli.Station;

/// <summary>What waits for the operator, for eyes and for programs.</summary>
internal static class WaitingTable
{
    public static void Write(IAnsiConsole console, IReadOnlyList<WaitingRun> waiting, string folder)
    {
        if (waiting.Count == 0)
        {
            console.WriteLine("Nothing waits for you.");
            return;
        }

        foreach (var run in waiting)
        {
            var release = run.Matter.Kind == MatterKind.Release;
            console.WriteLine(release ? $"May the result of run {run.Id.Run} leave?" : $"May run {run.Id.Run} start?");
            var table = new Table().Border(TableBorder.None).HideHeaders().AddColumns("", "");
            foreach (var (name, value) in run.Facts)
            {
                Add(name, value);
            }

            if (run.Matter.Input is { } input)
            {
                Add("Input", input);
            }

            if (release)
            {
                Add("Result", run.OutputFile(folder));
            }

            Add("Waits", $"since {run.Matter.Since:yyyy-MM-dd HH:mm} UTC; without a word until {run.Matter.Until:yyyy-MM-dd HH:mm} UTC it is no");
            console.Write(table);

            void Add(string name, string value) => table.AddRow(new Text($"  {name}"), new Text(ShownText.Of(value)));
        }

        console.WriteLine("plugin station approve RUN [--reason WHY], or plugin station refuse RUN --reason WHY");
    }

    public static void WriteJson(IReadOnlyList<WaitingRun> waiting, string folder) => Console.WriteLine(StationJson.Of(waiting.Select(w => new
    {
        Run = w.Id.Run,
        w.Id.Attempt,
        w.Matter.Kind,
        w.Matter.Rule,
        w.Matter.Since,
        w.Matter.Until,
        Facts = w.Facts.ToDictionary(f => f.Name.ToLowerInvariant(), f => f.Value),
        w.Matter.Input,
        Result = w.Matter.Kind == MatterKind.Release ? w.OutputFile(folder) : null,
    })));
}
