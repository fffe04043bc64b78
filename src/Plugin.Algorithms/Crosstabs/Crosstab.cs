using System.Text.Json.Nodes;
using Plugin.Algorithms.Data;

namespace Plugin.Algorithms.Crosstabs;

internal sealed record Cell(string Row, string Column, int Count);

/// <summary>Counts per pair of values. Patients for whom one of the two is missing are only counted in <see cref="Missing"/>.</summary>
internal sealed record CrosstabResult(string Row, string Column, IReadOnlyList<Cell> Cells, int Total, int Missing);

/// <summary>How often each pair of values of two columns occurs. Counts leave the hospital, nothing else.</summary>
internal static class Crosstab
{
    public static async Task<object> Partial(Call call, CancellationToken cancellationToken)
    {
        var row = call.Arguments.Text("row");
        var column = call.Arguments.Text("column");
        var table = await call.OpenData(cancellationToken);
        var cells = table.Texts(row).Zip(table.Texts(column))
            .Where(pair => pair is { First: not null, Second: not null })
            .GroupBy(pair => (Row: pair.First!, Column: pair.Second!))
            .Select(group => new Cell(group.Key.Row, group.Key.Column, group.Count()))
            .ToList();
        foreach (var cell in cells)
        {
            Cohorts.RequireSize(call.Variables, cell.Count, $"a combination of '{row}' and '{column}'");
        }

        return Result(row, column, cells, table.Count - cells.Sum(cell => cell.Count));
    }

    public static async Task<object> Central(Call call, CancellationToken cancellationToken)
    {
        var row = call.Arguments.Text("row");
        var column = call.Arguments.Text("column");
        var hospitals = await call.FindHospitals(cancellationToken);
        var parts = await hospitals.Ask<CrosstabResult>(
            "partial_crosstab", new JsonObject { ["row"] = row, ["column"] = column }, cancellationToken);
        return Result(row, column, [.. parts.SelectMany(part => part.Cells)], parts.Sum(part => part.Missing));
    }

    /// <summary>Adds up equal cells and fills in the pairs that nobody has, so that every row has the same columns.</summary>
    private static CrosstabResult Result(string row, string column, List<Cell> cells, int missing)
    {
        var counts = cells.GroupBy(cell => (cell.Row, cell.Column)).ToDictionary(group => group.Key, group => group.Sum(cell => cell.Count));
        var rows = Levels.InOrder(cells.Select(cell => cell.Row));
        var columns = Levels.InOrder(cells.Select(cell => cell.Column));
        return new CrosstabResult(
            row, column,
            [.. columns.SelectMany(c => rows.Select(r => new Cell(r, c, counts.GetValueOrDefault((r, c)))))],
            counts.Values.Sum(), missing);
    }
}
