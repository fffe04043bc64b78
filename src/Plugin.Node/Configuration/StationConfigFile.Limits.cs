namespace Plugin.Node.Configuration;

public static partial class StationConfigFile
{
    private static LimitConfig Limits(YamlSection root)
    {
        var usual = new LimitConfig();
        var limits = root.OptionalSection("limits");
        limits.Done();
        var config = OfRuns(limits, usual with
        {
            TopLevelRuns = limits.Count("top_level_runs", usual.TopLevelRuns),
            ChildRuns = limits.Count("child_runs", usual.ChildRuns),
            JobFolderDays = limits.Count("job_folder_days", usual.JobFolderDays),
        });
        var images = limits.Sections("images").Select(section =>
        {
            section.Done();
            return new ImageLimits(Patterns(section, "image", section.Text("image")), OfRuns(section, config));
        }).ToList();
        return images.Count == 0 ? config : config with { Images = images };
    }

    private static LimitConfig OfRuns(YamlSection section, LimitConfig usual) => usual with
    {
        MemoryBytes = Megabytes(section, "memory_mb", usual.MemoryBytes),
        Cpus = section.Number("cpus", usual.Cpus, 0.01, 1024),
        Pids = section.Count("pids", usual.Pids),
        TemporaryBytes = Megabytes(section, "temporary_mb", usual.TemporaryBytes),
        SharedMemoryBytes = Megabytes(section, "shm_mb", usual.SharedMemoryBytes),
        OutputBytes = Megabytes(section, "output_mb", usual.OutputBytes),
        JobFolderBytes = Megabytes(section, "job_folder_mb", usual.JobFolderBytes),
        LogBytes = (long)section.Count("log_kb", (int)(usual.LogBytes >> 10)) << 10,
        Time = TimeSpan.FromMinutes(section.Number("minutes", usual.Time.TotalMinutes, 0.01, 525_600)),
        Gpus = section.Texts("gpus") is { Count: > 0 } gpus ? gpus : usual.Gpus,
    };

    private static long Megabytes(YamlSection section, string key, long usual) => (long)section.Count(key, (int)(usual >> 20)) << 20;
}
