using System.Diagnostics;

namespace Plugin.EventLog.Tests.Faults;

/// <summary>A disk of a few megabytes, that can be filled and freed.</summary>
internal sealed class SmallDisk : IDisposable
{
    private SmallDisk(string folder) => Folder = folder;

    public string Folder { get; }

    public static SmallDisk Make(int megabytes)
    {
        var disk = new SmallDisk(Directory.CreateTempSubdirectory("plugin-disk-").FullName);
        Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", disk.Folder);
        return disk;
    }

    /// <summary>Leaves so many bytes free.</summary>
    public void Fill(long butFor)
    {
        using var ballast = new FileStream(Path.Combine(Folder, "ballast"), FileMode.Append);
        var block = new byte[64 * 1024];
        while (new DriveInfo(Folder).AvailableFreeSpace > butFor)
        {
            ballast.Write(block);
            ballast.Flush();
        }
    }

    public void Free() => File.Delete(Path.Combine(Folder, "ballast"));

    public void Dispose()
    {
        Run("umount", "-l", Folder);
        Directory.Delete(Folder);
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} failed: {error} (a small disk is a mount, which only root may make)");
        }
    }
}
