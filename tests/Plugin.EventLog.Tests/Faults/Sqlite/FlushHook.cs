using System.Runtime.InteropServices;
using Plugin.EventLog.Sqlite;

namespace Plugin.EventLog.Tests.Faults.Sqlite;

/// <summary>Stands between the log's writer and the flush of SQLite's write-ahead log; counts, and fails when told to.</summary>
internal sealed partial class FlushHook
{
    // SQLITE_FCNTL_JOURNAL_POINTER, SQLITE_IOERR_FSYNC, and places in struct sqlite3_io_methods.
    private const int JournalPointer = 28;
    private const int FlushFailed = 1034;
    private const int Sync = 40;
    private const int MethodsBytes = 152;

    private static readonly List<object> Alive = [];
    private int _failures;
    private int _flushes;

    private delegate int SyncCall(nint file, int flags);

    public int Flushes => Volatile.Read(ref _flushes);

    /// <summary>So many of the next flushes fail.</summary>
    public void Fail(int flushes) => Interlocked.Exchange(ref _failures, flushes);

    public static Task<FlushHook> Into(SqliteStore store) => store.Writer.Write(
        connection =>
        {
            var hook = new FlushHook();
            Assert.Equal(0, Control(connection.Handle!.DangerousGetHandle(), "main", JournalPointer, out var file));
            var (methods, copy) = (Marshal.ReadIntPtr(file), Marshal.AllocHGlobal(MethodsBytes));
            for (var i = 0; i < MethodsBytes; i += nint.Size)
            {
                Marshal.WriteIntPtr(copy, i, Marshal.ReadIntPtr(methods, i));
            }

            var flush = Marshal.GetDelegateForFunctionPointer<SyncCall>(Marshal.ReadIntPtr(methods, Sync));
            SyncCall replacement = (at, flags) =>
            {
                Interlocked.Increment(ref hook._flushes);
                return Interlocked.Decrement(ref hook._failures) >= 0 ? FlushFailed : flush(at, flags);
            };
            Alive.Add(replacement);
            Marshal.WriteIntPtr(copy, Sync, Marshal.GetFunctionPointerForDelegate(replacement));
            Marshal.WriteIntPtr(file, copy);
            return hook;
        },
        durable: true);

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_file_control", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Control(nint database, string name, int operation, out nint file);
}
