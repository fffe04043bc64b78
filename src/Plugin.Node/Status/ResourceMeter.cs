using System.Globalization;

namespace Plugin.Node.Status;

/// <summary>What the agent and its machine have left.</summary>
internal sealed class ResourceMeter(string folder, TimeProvider time)
{
    private TimeSpan _used = Environment.CpuUsage.TotalTime;
    private long _at = time.GetTimestamp();

    public ResourceUse Read()
    {
        var (used, at) = (Environment.CpuUsage.TotalTime, time.GetTimestamp());
        var elapsed = time.GetElapsedTime(_at, at);
        var cpu = elapsed > TimeSpan.Zero ? (used - _used) / elapsed : 0;
        (_used, _at) = (used, at);
        var memory = Memory();
        var disk = new DriveInfo(folder);
        return new ResourceUse(
            Environment.WorkingSet, Math.Round(cpu, 3), Environment.ProcessorCount, Load(), memory.Free, memory.All, disk.AvailableFreeSpace, disk.TotalSize);
    }

    private static double Load() =>
        double.TryParse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture, out var load) ? load : 0;

    private static (long Free, long All) Memory()
    {
        var lines = File.ReadAllLines("/proc/meminfo").Select(line => line.Split(':')).ToDictionary(parts => parts[0], parts => parts[^1]);
        return (Kilobytes("MemAvailable"), Kilobytes("MemTotal"));

        long Kilobytes(string name) =>
            lines.TryGetValue(name, out var text) && long.TryParse(text.Replace("kB", "", StringComparison.Ordinal).Trim(), out var kilobytes) ? kilobytes << 10 : 0;
    }
}
