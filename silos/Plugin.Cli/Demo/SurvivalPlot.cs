using System.Text;
using System.Text.Json;

namespace Plugin.Cli.Demo;

/// <summary>A step curve drawn in Braille characters, each of which holds two by four dots.</summary>
internal static class SurvivalPlot
{
    private const int Columns = 72;
    private const int Rows = 14;
    private const double DaysPerYear = 365.25;

    // Bits of a Braille character, by column and row of the dot.
    private static readonly int[,] Dots = { { 0x01, 0x02, 0x04, 0x40 }, { 0x08, 0x10, 0x20, 0x80 } };

    public static string Draw(JsonElement curve)
    {
        var steps = curve.GetProperty("curve").EnumerateArray()
            .Select(step => (Time: step.GetProperty("time").GetDouble(), Survival: step.GetProperty("survival").GetDouble())).ToList();
        var years = Math.Max(1, Math.Ceiling(steps[^1].Time / DaysPerYear));
        var canvas = new int[Rows, Columns];
        var previous = 0;
        for (var x = 0; x < Columns * 2; x++)
        {
            var day = years * DaysPerYear * x / ((Columns * 2) - 1);
            var survival = steps.LastOrDefault(step => step.Time <= day) is { Time: > 0 } step ? step.Survival : 1;
            var y = (int)Math.Round((1 - survival) * ((Rows * 4) - 1));
            // The fall from one step to the next is drawn too.
            for (var dot = Math.Min(previous, y); dot <= y; dot++)
            {
                canvas[dot / 4, x / 2] |= Dots[x % 2, dot % 4];
            }

            previous = y;
        }

        return Framed(canvas, (int)years);
    }

    private static string Framed(int[,] canvas, int years)
    {
        var text = new StringBuilder();
        for (var row = 0; row < Rows; row++)
        {
            var label = row == 0 ? "100%" : row == Rows / 2 ? " 50%" : row == Rows - 1 ? "  0%" : "    ";
            text.Append(label).Append(label[^1] == '%' ? " ┤" : " │");
            for (var column = 0; column < Columns; column++)
            {
                text.Append(canvas[row, column] == 0 ? ' ' : (char)(0x2800 + canvas[row, column]));
            }

            text.AppendLine();
        }

        var axis = new StringBuilder(new string('─', Columns));
        var labels = new StringBuilder(new string(' ', Columns + 8));
        for (var year = 0; year <= years; year += years > 12 ? 5 : 2)
        {
            var column = (int)Math.Round((double)year / years * (Columns - 1));
            axis[column] = '┴';
            var mark = $"{year}";
            labels.Remove(column, mark.Length).Insert(column, mark);
        }

        return text.Append("     └").Append(axis).AppendLine().Append("      ").Append(labels.ToString().TrimEnd()).Append(" years").ToString();
    }
}
