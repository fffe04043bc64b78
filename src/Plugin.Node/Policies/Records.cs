namespace Plugin.Node.Policies;

/// <summary>Counts the records of a data source, as far as a rule wants to know.</summary>
internal static class Records
{
    public static async Task<RecordCount> Count(RequestedDatabase database, int enough, CancellationToken cancellationToken)
    {
        var source = database.Source;
        var type = source.Type.ToLowerInvariant();
        if (type is not ("csv" or "parquet" or "excel"))
        {
            return new RecordCount.Unknown($"only those of csv, parquet and excel files can, and it is of type {source.Type}.");
        }

        if (!File.Exists(source.Uri))
        {
            return new RecordCount.Unknown("it is not a file.");
        }

        await using var file = File.OpenRead(source.Uri);
        try
        {
            return new RecordCount.AtLeast(type switch
            {
                "csv" => await CsvRecords(file, enough, cancellationToken),
                "parquet" => ParquetFooter.Records(file),
                // The first row is the header.
                _ => Math.Max(WorkbookRows.Count(file, database.SheetName, enough + 1L) - 1, 0),
            });
        }
        catch (InvalidDataException e)
        {
            return new RecordCount.Unknown(e.Message);
        }
    }

    /// <summary>
    /// The first line with anything in it is the header, empty lines are none, and a line break within quotes ends none. Where the quotes are out of
    /// order it counts fewer rather than more.
    /// </summary>
    internal static async Task<long> CsvRecords(Stream csv, long enough, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        var (lines, quoted, content) = (0L, false, false);
        int read;
        while (lines <= enough && (read = await csv.ReadAsync(buffer, cancellationToken)) > 0)
        {
            foreach (var character in buffer.AsSpan(0, read))
            {
                switch (character)
                {
                    case (byte)'"':
                        (quoted, content) = (!quoted, true);
                        break;
                    case (byte)'\n' or (byte)'\r' when !quoted:
                        lines += content ? 1 : 0;
                        content = false;
                        break;
                    case (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r':
                        break;
                    default:
                        content = true;
                        break;
                }
            }
        }

        lines += content && !quoted ? 1 : 0;
        return Math.Min(Math.Max(lines - 1, 0), enough);
    }
}
