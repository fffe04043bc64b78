using System.Globalization;
using CsvHelper;

namespace Plugin.Algorithms.Data;

/// <summary>The rows of one data source, by column. Errors name columns and row numbers, never values: the log may leave the hospital.</summary>
internal sealed class Rows(string label, string[] header, List<string?[]> rows)
{
    private static readonly string[] MissingWords = ["", "NA", "N/A", "NaN", "nan", "NULL", "null"];

    public string Label => label;

    public IReadOnlyList<string> Columns => header;

    public int Count => rows.Count;

    /// <summary>Null for what stands for a missing value.</summary>
    public static string? Missing(string text) => MissingWords.Contains(text) ? null : text;

    public static Rows ReadCsv(string label, Stream content)
    {
        // Strict: a row of another length or a quote that never closes means a damaged file, and figures of it would be wrong silently.
        var options = new CsvReaderOptions
        {
            TrimWhitespace = true,
            TrimInsideQuotes = true,
            NullValues = MissingWords,
            MalformedData = CsvMalformedDataHandling.Throw,
            FieldCountMismatch = CsvFieldCountHandling.Throw,
        };
        using var csv = CsvReader.Create(content, options, leaveOpen: true);
        var rows = new List<string?[]>();
        try
        {
            while (csv.Read())
            {
                var row = new string?[csv.FieldCount];
                for (var i = 0; i < row.Length; i++)
                {
                    row[i] = csv.GetStringOrNull(i);
                }

                rows.Add(row);
            }
        }
        catch (CsvFormatException e)
        {
            throw new AlgorithmFailure($"The data source '{label}' is not well-formed CSV near row {rows.Count + 1}.", e);
        }

        var header = csv.Headers.ToArray();
        return header.Length > 0
            ? new Rows(label, header, rows)
            : throw new AlgorithmFailure($"The data source '{label}' is empty: not even a line with column names.");
    }

    /// <param name="keep">By the number of the row.</param>
    public Rows Where(Func<int, bool> keep) => new(label, header, [.. rows.Where((_, i) => keep(i))]);

    /// <summary>A column as text; null where the value is missing.</summary>
    public string?[] Texts(string column)
    {
        var index = IndexOf(column);
        return [.. rows.Select(row => row[index])];
    }

    /// <summary>A column as numbers; null where the value is missing.</summary>
    public double?[] Numbers(string column)
    {
        var texts = Texts(column);
        var numbers = new double?[texts.Length];
        for (var i = 0; i < texts.Length; i++)
        {
            if (texts[i] is not { } text)
            {
                continue;
            }

            if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
            {
                throw new AlgorithmFailure($"The column '{column}' of the data source '{label}' is not numeric: row {i + 1} holds something else.");
            }

            numbers[i] = number;
        }

        return numbers;
    }

    private int IndexOf(string column)
    {
        var index = Array.IndexOf(header, column);
        return index >= 0
            ? index
            : throw new AlgorithmFailure($"The data source '{label}' has no column '{column}'.");
    }
}
