using Plugin.Node.Configuration;

namespace Plugin.Node.Checks;

/// <summary>The data folder: room and rights.</summary>
internal static class FolderChecks
{
    private const long Little = 5L << 30;
    private const long TooLittle = 500L << 20;

    public static IEnumerable<Finding> Run(string folder)
    {
        var there = Existing(folder);
        yield return Writable(folder, there);
        if (Directory.Exists(folder) && Secrets.OpenTo(folder) is { } others)
        {
            yield return Finding.Warning("data folder", $"{others} can look into {folder}.", "The station closes it at its start; chmod 700 does so at once.");
        }

        yield return Room(there);
    }

    private static string Existing(string folder)
    {
        while (!Directory.Exists(folder))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }

    private static Finding Writable(string folder, string there)
    {
        try
        {
            var trial = Path.Combine(there, $".plugin-check-{Environment.ProcessId}");
            using (new FileStream(trial, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose))
            {
                return Finding.Good("data folder", there == folder ? $"{folder} can be written." : $"{folder} will be made at the start.");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Finding.Bad("data folder", $"{there} cannot be written: {StationChecks.Root(e)}.", "Give the station's user the right to write there, or correct data.");
        }
    }

    private static Finding Room(string there)
    {
        var free = new DriveInfo(there).AvailableFreeSpace;
        var words = $"{StationChecks.Size(free)} free for {there}.";
        const string advice = "Results and logs are kept there until the hub has them. Make room, or move the folder to a larger disk.";
        return free < TooLittle ? Finding.Bad("disk", words, advice)
            : free < Little ? Finding.Warning("disk", words, advice)
            : Finding.Good("disk", words);
    }
}
