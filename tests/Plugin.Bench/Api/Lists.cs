namespace Plugin.Bench.Api;

/// <summary>The pages of tasks and runs that people ask for, each kind alone and all in turns.</summary>
internal static class Lists
{
    private static readonly TimeSpan Alone = TimeSpan.FromSeconds(0.4);
    private static readonly TimeSpan Mixed = TimeSpan.FromSeconds(2);

    public static async Task Run(ApiHub hub, int tasks, Figures figures, CancellationToken cancellationToken)
    {
        var (root, rare) = (await hub.Root(), await hub.Rare());
        var researchers = await hub.Researchers(Load.Clients.Max());
        foreach (var (name, path) in Pages(hub.Hospitals, tasks))
        {
            await Measure(name, () => researchers[0].Get(path));
        }

        await Measure("by_root", () => root.Get("task"));
        await Measure("rare_member", () => rare.Get("task"));
        await Measure("rare_member_runs", () => rare.Get("run"));
        string[] mix = [.. Pages(hub.Hospitals, tasks).Select(page => page.Path)];
        var next = 0;
        figures.Set(
            hub.Figure(""),
            await Load.Each(Mixed, client => researchers[client].Get(mix[Interlocked.Increment(ref next) % mix.Length]), cancellationToken));

        async Task Measure(string name, Func<Task> call) =>
            figures.Set($"{hub.Figure(name)}.p50_ms", (await Load.Run(1, Alone, _ => call(), cancellationToken)).Percentile(0.5));
    }

    /// <summary>As a researcher of the large collaboration asks.</summary>
    private static IEnumerable<(string Name, string Path)> Pages(Hospitals hospitals, int tasks) =>
    [
        ("first", "task"),
        ("page50", "task?page=50"),
        ("deep", $"task?page={(tasks - History.Rare) / 10}"),
        ("collaboration", $"task?collaboration_id={hospitals.Large}"),
        ("user", $"task?init_user_id={hospitals.Researchers[1]}"),
        ("organization", $"task?init_org_id={hospitals.Organisations[1]}"),
        ("completed", "task?status=completed"),
        ("failed", "task?status=failed"),
        ("pending", "task?status=pending"),
        ("crashed", "task?status=crashed"),
        ("name", $"task?name={Uri.EscapeDataString(History.NameOf(tasks / 2))}"),
        ("name_start", $"task?name={Uri.EscapeDataString($"Cohort 500 step {tasks / 20}%")}"),
        ("name_part", $"task?name={Uri.EscapeDataString($"%step {tasks / 2}%")}"),
        ("name_common", $"task?name={Uri.EscapeDataString("%cohort%")}"),
        ("sort_name", "task?sort=name"),
        ("sort_created", "task?sort=-created_at"),
        ("sort_id", "task?sort=id"),
        ("include_runs", "task?include=runs"),
        ("runs", "run"),
        ("runs_of_task", $"run?task_id={tasks}"),
        ("runs_of_organization", $"run?organization_id={hospitals.Organisations[2]}"),
        ("runs_open", $"run?state=open&node_id={hospitals.Nodes[3]}"),
    ];
}
