using System.Diagnostics;

namespace Plugin.Load;

/// <summary>What the cores did for whom since a moment: the hub's silos, the database's processes, and this generator.</summary>
public sealed class Usage
{
    private readonly IReadOnlyList<int> _silos;
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly (TimeSpan Hub, TimeSpan Database, TimeSpan Generator) _before;

    private Usage(IReadOnlyList<int> silos) => (_silos, _before) = (silos, Used(silos));

    public static Usage Since(params IReadOnlyList<int> silos) => new(silos);

    /// <summary>In cores.</summary>
    public (double Hub, double Database, double Generator) Cores()
    {
        var (hub, database, generator) = Used(_silos);
        var elapsed = Stopwatch.GetElapsedTime(_started);
        return ((hub - _before.Hub) / elapsed, (database - _before.Database) / elapsed, (generator - _before.Generator) / elapsed);
    }

    /// <summary>Resident memory in megabytes.</summary>
    public static double Memory(int process)
    {
        using var found = Process.GetProcessById(process);
        return found.WorkingSet64 / 1048576.0;
    }

    private static (TimeSpan Hub, TimeSpan Database, TimeSpan Generator) Used(IReadOnlyList<int> silos)
    {
        var hub = TimeSpan.Zero;
        foreach (var silo in silos)
        {
            using var process = Process.GetProcessById(silo);
            hub += process.TotalProcessorTime;
        }

        var database = Directory.EnumerateDirectories("/proc").Where(IsDatabase).Aggregate(TimeSpan.Zero, (sum, process) => sum + TimeOf(process));
        return (hub, database, Environment.CpuUsage.TotalTime);
    }

    // Not by Process: it takes the name from the title, which the database's processes change.
    private static bool IsDatabase(string process) => Read(process, "comm").TrimEnd() == "postgres";

    /// <summary>User and system time, the 14th and 15th field, in hundredths of a second.</summary>
    private static TimeSpan TimeOf(string process) =>
        Read(process, "stat") is { Length: > 0 } stat && stat[(stat.LastIndexOf(')') + 2)..].Split(' ') is var fields
            ? TimeSpan.FromMilliseconds(10 * (long.Parse(fields[11]) + long.Parse(fields[12])))
            : TimeSpan.Zero;

    // One may end while it is looked at.
    private static string Read(string process, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, file));
        }
        catch (IOException)
        {
            return "";
        }
    }
}
