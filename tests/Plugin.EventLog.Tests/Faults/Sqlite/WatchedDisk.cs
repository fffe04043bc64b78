using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Plugin.EventLog.Tests.Faults.Sqlite;

/// <summary>Decides about each write to the files of one folder.</summary>
internal interface IDisk
{
    /// <param name="write">Writes so many of the bytes in truth; answers how many.</param>
    /// <returns>What SQLite is told: a number of bytes, or −1 after <see cref="WatchedDisk.Fail"/>.</returns>
    nint Write(nint count, Func<nint, nint> write);
}

/// <summary>
/// Stands between SQLite and the disk, for this process, through the hooks that SQLite's own tests use: it replaces the system calls that write.
/// Files of folders that nobody watches are written as ever.
/// </summary>
internal static partial class WatchedDisk
{
    public const int NoSpace = 28;
    public const int InputOutput = 5;

    // Places in struct sqlite3_vfs.
    private const int SetSystemCall = 144;

    private static readonly ConcurrentDictionary<string, IDisk> Watched = new(StringComparer.Ordinal);
    private static readonly WriteCall OnWrite = (file, buffer, count) =>
        DiskOf(file) is { } disk ? disk.Write(count, n => Write(file, buffer, n)) : Write(file, buffer, count);
    private static readonly WriteAtCall OnWriteAt = (file, buffer, count, offset) =>
        DiskOf(file) is { } disk ? disk.Write(count, n => WriteAt(file, buffer, n, offset)) : WriteAt(file, buffer, count, offset);

    private static readonly bool Installed = Install();

    private delegate nint WriteCall(int file, nint buffer, nint count);

    private delegate nint WriteAtCall(int file, nint buffer, nint count, long offset);

    private delegate int Replace(nint vfs, nint name, nint call);

    public static IDisposable Watch(string folder, IDisk disk)
    {
        Assert.True(Installed);
        Watched[folder] = disk;
        return new Watching(folder);
    }

    public static nint Fail(int error)
    {
        Marshal.SetLastSystemError(error);
        return -1;
    }

    private static IDisk? DiskOf(int file) =>
        !Watched.IsEmpty && Path.GetDirectoryName(new FileInfo($"/proc/self/fd/{file}").LinkTarget) is { } folder ? Watched.GetValueOrDefault(folder) : null;

    private static bool Install()
    {
        SQLitePCL.Batteries_V2.Init();
        var vfs = FindVfs(0);
        var replace = Marshal.GetDelegateForFunctionPointer<Replace>(Marshal.ReadIntPtr(vfs, SetSystemCall));
        // Which of them SQLite calls depends on how it was built; the others it does not know.
        var write = Set("write", OnWrite);
        var writeAt = Set("pwrite", OnWriteAt) | Set("pwrite64", OnWriteAt);
        return write && writeAt;

        bool Set(string name, Delegate call)
        {
            var text = Marshal.StringToCoTaskMemUTF8(name);
            var result = replace(vfs, text, Marshal.GetFunctionPointerForDelegate(call));
            Marshal.FreeCoTaskMem(text);
            return result == SQLitePCL.raw.SQLITE_OK;
        }
    }

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_vfs_find")]
    private static partial nint FindVfs(nint name);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int file, nint buffer, nint count);

    [LibraryImport("libc", EntryPoint = "pwrite", SetLastError = true)]
    private static partial nint WriteAt(int file, nint buffer, nint count, long offset);

    private sealed class Watching(string folder) : IDisposable
    {
        public void Dispose() => Watched.TryRemove(folder, out _);
    }
}
