using System.Globalization;
using System.Net.Sockets;
using Plugin.Node.AccessLog;
using Plugin.Node.Configuration;

namespace Plugin.Node.Checks;

/// <summary>Whether a data source is there and is what the configuration says. Nothing of its contents is told but its size.</summary>
internal static class SourceChecks
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static async Task<Finding> Run(DatabaseConfig source, CancellationToken cancellationToken)
    {
        var subject = $"data '{source.Label}'";
        try
        {
            return source.IsPath ? OfPath(source, subject) : await OfAddress(source, subject, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Finding.Bad(subject, $"{source.Uri} cannot be read: {StationChecks.Root(e)}.", "Give the station's user the right to read it.");
        }
    }

    private static Finding OfPath(DatabaseConfig source, string subject)
    {
        var type = source.Type.ToLowerInvariant();
        if (Directory.Exists(source.Uri))
        {
            return type is "csv" or "parquet" or "excel" or "sql"
                ? Finding.Bad(subject, $"{source.Uri} is a folder, but its type is {source.Type}.", "Name the file, or make the type folder.")
                : Finding.Good(subject, string.Create(CultureInfo.InvariantCulture, $"{source.Uri} is a folder of {Directory.EnumerateFileSystemEntries(source.Uri).Count()} things."));
        }

        if (!File.Exists(source.Uri))
        {
            return Finding.Bad(subject, $"There is nothing at {source.Uri}.", "Put it there, or correct its uri. Relative paths start at the configuration's folder.");
        }

        using var file = File.OpenRead(source.Uri);
        if (type == "folder")
        {
            return Finding.Bad(subject, $"{source.Uri} is a file, but its type is folder.", "Name the folder, or correct the type.");
        }

        // Images run as users of their own, who get the file's group and nothing of its owner.
        if ((File.GetUnixFileMode(source.Uri) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead)) == 0)
        {
            return Finding.Warning(
                subject, $"{source.Uri} can be read by its owner only, so images that run as another user cannot read it.", $"Let its group read it: chmod g+r {source.Uri}");
        }

        if (file.Length == 0)
        {
            return Finding.Bad(subject, $"{source.Uri} is empty.", "Fill it; an algorithm that reads it will crash.");
        }

        var size = string.Create(CultureInfo.InvariantCulture, $"{file.Length} bytes");
        return type switch
        {
            "csv" => Csv(file, source, subject, size),
            "parquet" => Begins(file, "PAR1"u8) ? Finding.Good(subject, $"A parquet file of {size}.") : Odd("parquet"),
            "excel" => Begins(file, "PK"u8) || Begins(file, [0xD0, 0xCF, 0x11, 0xE0]) ? Finding.Good(subject, $"An excel file of {size}.") : Odd("excel"),
            "sql" => Begins(file, "SQLite format 3"u8) ? Finding.Good(subject, $"An SQLite database of {size}.") : Odd("SQLite"),
            _ => Finding.Good(subject, $"A file of {size}."),
        };

        Finding Odd(string kind) => Finding.Bad(subject, $"{source.Uri} does not look like {kind} inside.", "Check the file, or correct the type.");
    }

    private static Finding Csv(FileStream file, DatabaseConfig source, string subject, string size)
    {
        using var text = new StreamReader(file);
        var names = CsvHeader.Names(text);
        if (names.Count == 0 || names.Any(n => n.Contains('\0')))
        {
            return Finding.Bad(subject, $"{source.Uri} does not begin with a line of column names.", "Check that it is a csv with a header.");
        }

        var missing = source.SharedColumns is [DatabaseConfig.AllColumns] ? [] : source.SharedColumns.Except(names).ToList();
        return text.Read() < 0 ? Finding.Warning(subject, $"{source.Uri} has column names but no records.", "Fill it.")
            : missing.Count > 0 ? Finding.Warning(subject, $"share_columns names columns that it does not have: {string.Join(", ", missing)}.", "Correct share_columns.")
            : names.Count == 1 && names[0].Contains(';') ? Finding.Warning(subject, $"Its first line has semicolons and no commas ('{names[0]}').", "Algorithms read it with commas between columns; save it so.")
            : Finding.Good(subject, string.Create(CultureInfo.InvariantCulture, $"A csv of {names.Count} columns, {size}."));
    }

    private static bool Begins(FileStream file, ReadOnlySpan<byte> with)
    {
        var begin = new byte[with.Length];
        file.Position = 0;
        return file.ReadAtLeast(begin, begin.Length, throwOnEndOfStream: false) == begin.Length && with.SequenceEqual(begin);
    }

    private static async Task<Finding> OfAddress(DatabaseConfig source, string subject, CancellationToken cancellationToken)
    {
        if (DatabaseAddress.Of(source) is not { Host: var host, Port: var port })
        {
            return Finding.Warning(
                subject, $"{Locations.Shown(source.Uri)} names no host and port, so containers get no way there.", "Write an address such as postgresql://user@host:5432/name.");
        }

        try
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(host, port, cancellationToken).AsTask().WaitAsync(Patience, cancellationToken);
            return Finding.Good(subject, string.Create(CultureInfo.InvariantCulture, $"{host} answers on port {port}. Whether its user and password are right is seen by the first task."));
        }
        catch (Exception e) when (e is SocketException or TimeoutException)
        {
            return Finding.Bad(
                subject, string.Create(CultureInfo.InvariantCulture, $"{host} cannot be reached on port {port}: {(e is TimeoutException ? "no answer within 5 seconds" : StationChecks.Root(e))}."),
                "Check that the database runs, its uri, and the firewalls in between.");
        }
    }
}
