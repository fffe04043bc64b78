using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Plugin.Node;

/// <summary>The few system calls that the framework does not offer.</summary>
internal static partial class Native
{
    public const int SigKill = 9;
    private const int ReadOnlyFolder = 0x10000 | 0x80000;
    private const int CloneNewNet = 0x40000000;
    private const int NoSuchProcess = 3;

    public static void FlushFolder(string folder)
    {
        var descriptor = Open(folder, ReadOnlyFolder);
        if (descriptor < 0)
        {
            throw new IOException($"The folder {folder} cannot be opened.", new Win32Exception(Marshal.GetLastPInvokeError()));
        }

        try
        {
            if (Fsync(descriptor) != 0)
            {
                throw new IOException($"The folder {folder} cannot be flushed to disk.", new Win32Exception(Marshal.GetLastPInvokeError()));
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    /// <summary>Ends a process group at once. One that is gone already is fine.</summary>
    public static void KillGroup(int group)
    {
        if (Kill(-group, SigKill) != 0 && Marshal.GetLastPInvokeError() is var error && error != NoSuchProcess)
        {
            throw new Win32Exception(error);
        }
    }

    /// <summary>Moves the calling thread, and only it, into a network namespace.</summary>
    public static void EnterNetwork(SafeHandle @namespace)
    {
        if (SetNs(@namespace, CloneNewNet) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    /// <summary>The group whose members may read a file or folder that not everybody may read; null when that group would not help.</summary>
    public static unsafe uint? GroupNeededToRead(string path)
    {
        // The kernel's struct statx: 256 bytes, the group at 24, the mode at 28.
        var facts = stackalloc byte[256];
        if (Statx(-100, path, 0, 0x1 | 0x2 | 0x10, facts) != 0)
        {
            throw new IOException($"{path} cannot be looked at.", new Win32Exception(Marshal.GetLastPInvokeError()));
        }

        var mode = (UnixFileMode)(*(ushort*)(facts + 28) & 0b111_111_111);
        return mode.HasFlag(UnixFileMode.OtherRead) || !mode.HasFlag(UnixFileMode.GroupRead) ? null : *(uint*)(facts + 24);
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static unsafe partial int Statx(int folder, string path, int flags, uint wanted, byte* facts);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNs(SafeHandle descriptor, int kind);
}
