using System.IO.Enumeration;

namespace Plugin.Node.Runtimes.Docker;

/// <summary>How much is in a folder that an algorithm writes to, which may be anything: links are not followed, and nobody counts further than asked.</summary>
internal static class StorageUse
{
    /// <summary>A folder of more files than this is as good as full: each takes its place on the disk, empty or not.</summary>
    public const int MostFiles = 50_000;

    private static readonly EnumerationOptions OwnFiles = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.ReparsePoint,
        IgnoreInaccessible = true,
    };

    public static bool Exceeds(string folder, long bytes)
    {
        var (sum, files) = (0L, 0);
        try
        {
            foreach (var length in new FileSystemEnumerable<long>(folder, (ref entry) => entry.IsDirectory ? 0 : entry.Length, OwnFiles))
            {
                sum += length;
                if (sum > bytes || ++files > MostFiles)
                {
                    return true;
                }
            }
        }
        catch (IOException)
        {
            // Something was removed while it was looked at.
        }

        return false;
    }

    public static void Clear(string folder)
    {
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos())
        {
            if (entry is DirectoryInfo { LinkTarget: null } inner)
            {
                inner.Delete(recursive: true);
            }
            else
            {
                entry.Delete();
            }
        }
    }
}
