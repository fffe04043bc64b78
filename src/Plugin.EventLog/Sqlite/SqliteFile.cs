using Microsoft.Data.Sqlite;
using Plugin.EventLog.Entries;
using Plugin.EventLog.Sql;

namespace Plugin.EventLog.Sqlite;

/// <summary>The database file: who may write to it, how it is opened, whether it is one of ours.</summary>
internal sealed class SqliteFile : IDisposable
{
    // "PLUG": what `file` and other tools show, and what tells our file from any other SQLite database.
    private const long ApplicationId = 0x504C5547;

    // What Linux answers to who asks for a lock that another process holds.
    private const int WouldBlock = 11;

    private readonly string _path;
    private readonly FileStream? _ownership;
    private readonly string _reading;

    private SqliteFile(string path, FileStream? ownership)
    {
        _path = path;
        _ownership = ownership;
        _reading = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadOnly,
            DefaultTimeout = 30,
        }.ToString();
    }

    public bool IsOwned => _ownership is not null;

    /// <exception cref="LogUnusableException">Another process owns the file, or it is not a usable log.</exception>
    public static SqliteFile Own(string path)
    {
        path = Path.GetFullPath(path);
        if (Directory.Exists(path))
        {
            throw new LogUnusableException($"{path} is a folder, and the database is a file of that name. Use another data folder.");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        FileStream ownership;
        try
        {
            // Locked for as long as it is open; the kernel unlocks it when the process ends, however it ends.
            ownership = new FileStream(path + ".owner", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e.HResult == WouldBlock)
        {
            throw new LogUnusableException(
                $"The database {path} is in use by another process. SQLite serves one hub: stop the other one, or use another data folder.", e);
        }

        try
        {
            if (!File.Exists(path))
            {
                // It holds credentials and the keys of sealed fields. SQLite gives its companion files the same mode.
                new FileStream(path, new FileStreamOptions
                {
                    Mode = FileMode.CreateNew,
                    Access = FileAccess.Write,
                    UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                }).Dispose();
            }

            var file = new SqliteFile(path, ownership);
            file.Guarded(file.ApplySchema);
            return file;
        }
        catch
        {
            ownership.Dispose();
            throw;
        }
    }

    /// <summary>For looking at a log beside its owner.</summary>
    public static SqliteFile Look(string path)
    {
        path = Path.GetFullPath(path);
        if (!File.Exists(path))
        {
            throw new LogUnusableException($"There is no database {path}. Name the data folder of a hub that was started once.");
        }

        var file = new SqliteFile(path, ownership: null);
        file.Guarded(() =>
        {
            using var connection = file.OpenToRead();
            file.CheckOurs(connection, Steps[^1].Number);
        });
        return file;
    }

    private static IReadOnlyList<SchemaStep> Steps { get; } = SchemaStep.Of("sqlite");

    public SqliteConnection OpenToRead()
    {
        var connection = new SqliteConnection(_reading);
        connection.Open();
        return connection;
    }

    /// <param name="durable">False: a power cut may lose the latest commits, never their order (for live tables).</param>
    public SqliteConnection OpenToWrite(bool durable)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = _path,
            Mode = SqliteOpenMode.ReadWriteCreate,
            Pooling = false,
            DefaultTimeout = 30,
        }.ToString());
        connection.Open();
        connection.Run($"""
            pragma journal_mode = wal;
            pragma synchronous = {(durable ? "full" : "normal")};
            pragma wal_autocheckpoint = 4000;
            pragma secure_delete = on;
            pragma cache_size = -65536;
            pragma temp_store = memory;
            """);
        return connection;
    }

    public LogOrigin Origin()
    {
        using var connection = OpenToRead();
        using var command = connection.Command("select hub, generation from origin");
        using var reader = command.ExecuteReader();
        if (!reader.Read())
        {
            throw Damaged("its origin is missing");
        }

        return Guid.TryParse(reader.GetString(0), out var hub)
            ? new LogOrigin(hub, reader.GetInt32(1))
            : throw Damaged($"its origin says '{reader.GetString(0)}'");
    }

    /// <summary>The last connection to close folds the write-ahead log into the file; a reader could not.</summary>
    public void CloseReaders()
    {
        using var connection = new SqliteConnection(_reading);
        SqliteConnection.ClearPool(connection);
    }

    public void Dispose()
    {
        CloseReaders();
        _ownership?.Dispose();
    }

    private void ApplySchema()
    {
        using var connection = OpenToWrite(durable: true);
        var applied = CheckOurs(connection, newest: null);
        foreach (var step in Steps.Where(s => s.Number > applied))
        {
            connection.Run($"""
                begin immediate;
                {step.Script}
                pragma application_id = {ApplicationId};
                pragma user_version = {step.Number};
                commit;
                """);
        }

        CheckTables(connection);
        // Finds out now, and not at the first append, that the file may only be read.
        connection.Run("begin immediate; rollback;");
        CheckLastEvent(connection);
        // A log with events has one, or is damaged; a first start that was cut short may have left none.
        var hub = new byte[16];
        System.Security.Cryptography.RandomNumberGenerator.Fill(hub);
        using var origin = connection.Command("insert into origin (hub, generation) select @hub, 1 where not exists (select 1 from origin) and not exists (select 1 from events)");
        origin.Parameters.AddWithValue("@hub", new Guid(hub).ToString("D"));
        origin.ExecuteNonQuery();
    }

    private void CheckTables(SqliteConnection connection)
    {
        var there = new HashSet<string>(StringComparer.Ordinal);
        using var command = connection.Command("select name from sqlite_master where type = 'table'");
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            there.Add(reader.GetString(0));
        }

        if (SchemaStep.Tables(Steps).FirstOrDefault(table => !there.Contains(table)) is { } missing)
        {
            throw Damaged($"it has no table {missing}");
        }
    }

    private long CheckOurs(SqliteConnection connection, int? newest)
    {
        var (application, version) = ((long)connection.Scalar("pragma application_id")!, (long)connection.Scalar("pragma user_version")!);
        var tables = (long)connection.Scalar("select count(*) from sqlite_master")!;
        if (application != ApplicationId && (tables > 0 || newest is not null))
        {
            throw new LogUnusableException($"The file {_path} is not a PLUGIN database. Use another data folder.");
        }

        if (version > Steps[^1].Number)
        {
            throw new LogUnusableException(
                $"The database {_path} was written by a newer version of PLUGIN (schema {version}, this one knows {Steps[^1].Number}). Start that version.");
        }

        if (newest is { } needed && version < needed)
        {
            throw new LogUnusableException(
                $"The database {_path} was written by an older version of PLUGIN (schema {version}). Start the hub once: it brings it up to date.");
        }

        return version;
    }

    // Cheap at any size; `plugin log verify` checks the rest.
    private void CheckLastEvent(SqliteConnection connection)
    {
        using var command = connection.Command($"{SqliteLog.SelectEvents} order by position desc limit 1");
        using var reader = command.ExecuteReader();
        if (reader.Read() && SqliteLog.Event(reader) is var last && !Entry.Leaf(last).AsSpan().SequenceEqual(last.Leaf.Span))
        {
            throw Damaged($"the event at position {last.Position} does not match its hash");
        }
    }

    private LogUnusableException Damaged(string how, Exception? inner = null) =>
        new($"The database {_path} is damaged: {how}. Restore it from a backup; `plugin log verify` shows what can be read.", inner);

    private void Guarded(Action action)
    {
        try
        {
            action();
        }
        catch (SqliteException e) when (e.SqliteErrorCode == SQLitePCL.raw.SQLITE_NOTADB)
        {
            throw new LogUnusableException($"The file {_path} is not a SQLite database. Use another data folder.", e);
        }
        catch (SqliteException e) when (e.SqliteErrorCode is SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_ERROR)
        {
            throw Damaged(e.Message.TrimEnd('.'), e);
        }
        catch (SqliteException e)
        {
            throw new LogUnusableException($"The database {_path} cannot be opened: {e.Message.TrimEnd('.')}. Check the folder's rights and free space.", e);
        }
    }
}
