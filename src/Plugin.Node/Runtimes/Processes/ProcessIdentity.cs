using System.Globalization;

namespace Plugin.Node.Runtimes.Processes;

/// <summary>
/// A process that is not mistaken for another one with the same number: number, start time since boot, and which boot. It leads a group of its own.
/// </summary>
internal sealed record ProcessIdentity(int Id, long StartTime, string Boot)
{
    private const int GroupField = 4;
    private const int StartTimeField = 21;

    // What Linux counts the times of processes in, whatever the machine.
    private const int TicksPerSecond = 100;

    public static string ThisBoot { get; } = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();

    /// <summary>Null when there is no such process.</summary>
    public static ProcessIdentity? Of(int id) => Stat(id) is { } stat ? new ProcessIdentity(id, long.Parse(stat[StartTimeField]), ThisBoot) : null;

    public bool IsAlive => Boot == ThisBoot && Stat(Id) is { } stat && stat[2] is not ("Z" or "X") && long.Parse(stat[StartTimeField]) == StartTime;

    /// <summary>Also finds children that outlived the leader; as long as one is left the group's number cannot be given to another.</summary>
    public bool GroupIsAlive => Boot == ThisBoot && (IsAlive || Stat(Id) is null or [_, _, "Z", ..] && Directory.EnumerateDirectories("/proc")
        .Select(d => int.TryParse(Path.GetFileName(d), out var id) ? Stat(id) : null)
        .Any(s => s is not null && s[2] is not ("Z" or "X") && s[GroupField] == Id.ToString()));

    /// <summary>How long ago the process was started, whatever the clock on the wall has done since; null when there is none of this number.</summary>
    public static TimeSpan? AgeOf(int id) => Stat(id) is { } stat
        ? TimeSpan.FromSeconds(double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], CultureInfo.InvariantCulture) - long.Parse(stat[StartTimeField]) / (double)TicksPerSecond)
        : null;

    public void Kill()
    {
        if (GroupIsAlive)
        {
            Native.KillGroup(Id);
        }
    }

    /// <summary>The fields of /proc/…/stat; null when there is no such process.</summary>
    private static string[]? Stat(int id)
    {
        try
        {
            // The second field is the program's name in parentheses and may hold anything.
            var text = File.ReadAllText($"/proc/{id}/stat");
            var name = text.LastIndexOf(')');
            return [id.ToString(), "", .. text[(name + 2)..].TrimEnd().Split(' ')];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
