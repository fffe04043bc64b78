using System.Text.Json;
using Plugin.Cli.Logs;
using Spectre.Console;

namespace Plugin.Cli.Demo;

/// <summary>The outcome for people.</summary>
internal static class Report
{
    public static void Write(IAnsiConsole console, Outcome outcome)
    {
        Summary(console, outcome.Summary);
        Crosstab(console, outcome.Crosstab);
        Survival(console, outcome.Survival);

        Heading(console, $"What happened to task {outcome.TrailTask} ({outcome.Crosstab.Question.Name})");
        TrailTable.Write(console, outcome.Trail);

        Heading(console, "The record");
        console.WriteLine(outcome.Log switch
        {
            { FirstBad: { } bad } => $"The log is damaged: the event at position {bad.Position} is bad: {bad.Why}.",
            { FirstBadCheckpoint: { } bad } => $"The log was changed: the checkpoint of {bad.Size} events is bad: {bad.Why}.",
            var good => $"All {good.Events} events of the log are as they were written. Root: {Convert.ToBase64String(good.Root.Span)}",
        });
        console.WriteLine(
            $"{outcome.All.Sum(answered => answered.CompletedRuns)} of {outcome.All.Sum(answered => answered.Runs)} runs completed at {Hospitals.Names.Count} hospitals in {outcome.Took.TotalSeconds:0} seconds; no patient record left its hospital.");
        if (outcome.KeptIn is { } folder)
        {
            Kept(console, outcome.File, folder);
        }
    }

    private static void Summary(IAnsiConsole console, Answered answered)
    {
        Heading(console, answered);
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Patients", "Count", "Missing", "Mean", "SD", "Min", "Max", "Median");
        RightAligned(table);
        Add("all", answered.Result.GetProperty("columns"));
        foreach (var by in answered.Result.GetProperty("groups").EnumerateObject())
        {
            foreach (var level in by.Value.EnumerateObject())
            {
                Add($"{by.Name} = {level.Name}", level.Value);
            }
        }

        console.Write(table);

        void Add(string who, JsonElement columns)
        {
            var age = columns.GetProperty("age");
            table.AddRow([
                Markup.Escape(who),
                .. ((string[])["count", "missing", "mean", "sd", "min", "max", "median"]).Select(figure => Number(age.GetProperty(figure)))]);
        }
    }

    private static void Crosstab(IAnsiConsole console, Answered answered)
    {
        Heading(console, answered);
        var cells = answered.Result.GetProperty("cells").EnumerateArray()
            .Select(cell => (Row: cell.GetProperty("row").GetString()!, Column: cell.GetProperty("column").GetString()!, Count: cell.GetProperty("count").GetInt32())).ToList();
        var table = new Table().Border(TableBorder.Rounded).AddColumn("size (mm)");
        foreach (var column in cells.Select(cell => cell.Column).Distinct())
        {
            table.AddColumn(Markup.Escape($"grade {column}"));
        }

        table.AddColumn("all");
        RightAligned(table);
        foreach (var row in cells.GroupBy(cell => cell.Row))
        {
            table.AddRow([Markup.Escape(row.Key), .. row.Select(cell => $"{cell.Count}"), $"{row.Sum(cell => cell.Count)}"]);
        }

        console.Write(table);
    }

    private static void Survival(IAnsiConsole console, Answered answered)
    {
        Heading(console, answered);
        var curve = answered.Result.GetProperty("overall");
        console.WriteLine(SurvivalPlot.Draw(curve));
        var table = new Table().Border(TableBorder.Rounded).AddColumns("After days", "Still observed", "Survival", "Standard error");
        RightAligned(table);
        foreach (var at in curve.GetProperty("at").EnumerateArray())
        {
            table.AddRow(Number(at.GetProperty("day")), Number(at.GetProperty("at_risk")), Number(at.GetProperty("survival")), Number(at.GetProperty("standard_error")));
        }

        console.Write(table);
        console.WriteLine(
            $"Half of the patients survive {Number(curve.GetProperty("median"))} days; {curve.GetProperty("events").GetInt32()} of {curve.GetProperty("patients").GetInt32()} died.");
    }

    private static void Kept(IAnsiConsole console, DemoFile file, string folder)
    {
        Heading(console, "Left running");
        console.WriteLine($"Web page    {file.Hub}/");
        console.WriteLine($"API         {file.Hub}{file.ApiPath}");
        foreach (var user in file.Users)
        {
            console.WriteLine($"Sign in as  {user.Username}, password {user.Password} ({user.Role})");
        }

        console.WriteLine($"All of it   {DemoFile.PathIn(folder)}");
        console.WriteLine($"Stop with   kill {string.Join(' ', file.Processes.Select(process => process.Pid))}");
    }

    private static void Heading(IAnsiConsole console, Answered answered) =>
        Heading(console, $"{answered.Question.Description} (task {answered.Task}, {answered.Runs} runs)");

    private static void Heading(IAnsiConsole console, string text)
    {
        console.WriteLine();
        console.Write(new Rule(Markup.Escape(text)).LeftJustified());
    }

    private static void RightAligned(Table table)
    {
        foreach (var column in table.Columns.Skip(1))
        {
            column.RightAligned();
        }
    }

    private static string Number(JsonElement number) =>
        number.ValueKind != JsonValueKind.Number ? "–"
        : number.TryGetInt64(out var whole) ? $"{whole}"
        : $"{number.GetDouble():0.####}";
}
