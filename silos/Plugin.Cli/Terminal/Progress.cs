using Spectre.Console;

namespace Plugin.Cli.Terminal;

/// <summary>How far one piece of work is.</summary>
/// <param name="Total">May grow while the work goes on; 0 while it is not known.</param>
internal sealed record Step(string Name, string State, int Done, int Total, bool Finished);

/// <summary>Shows steps while something runs: moving bars in a terminal, else a line whenever a step's state changes.</summary>
internal sealed class Progress(IAnsiConsole console)
{
    public async Task<T> While<T>(Func<Action<Step>, Task<T>> work) => console.Profile.Capabilities.Interactive
        ? await console.Progress()
            .Columns(new SpinnerColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new ElapsedTimeColumn())
            .StartAsync(context => work(Bars(context)))
        : await work(Lines());

    private static Action<Step> Bars(ProgressContext context)
    {
        var bars = new Dictionary<string, ProgressTask>();
        return step =>
        {
            if (!bars.TryGetValue(step.Name, out var bar))
            {
                bars[step.Name] = bar = context.AddTask(step.Name);
            }

            bar.Description = $"[bold]{Markup.Escape(step.Name)}[/] {Markup.Escape(step.State)}";
            bar.IsIndeterminate = step.Total == 0 && !step.Finished;
            bar.MaxValue = Math.Max(1, step.Total);
            bar.Value = step.Finished ? bar.MaxValue : step.Done;
            if (step.Finished)
            {
                bar.StopTask();
            }
        };
    }

    private Action<Step> Lines()
    {
        var last = new Dictionary<string, string>();
        return step =>
        {
            if (last.GetValueOrDefault(step.Name) != step.State)
            {
                last[step.Name] = step.State;
                console.WriteLine($"{step.Name}: {step.State}");
            }
        };
    }
}
