using System.Text.Json;
using Plugin.Cli.Terminal;
using Plugin.Client;
using Plugin.Client.Payloads;
using Plugin.Contracts;

namespace Plugin.Cli.Demo;

/// <summary>Follows one submitted task until its runs and those of its subtasks are over.</summary>
internal sealed class TaskWatch(HubClient hub, Question question, int task, Action<Step> progress, TimeProvider clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    public int Task => task;

    public bool IsOver { get; private set; }

    /// <exception cref="CommandFailure">The task did not complete; the message has the logs of the runs that failed.</exception>
    public async Task<Answered> Wait(Action requireAlive, CancellationToken cancellationToken)
    {
        while (true)
        {
            requireAlive();
            var status = await hub.TaskStatus(task, cancellationToken);
            var runs = await Runs(cancellationToken);
            var completed = runs.Count(run => run.Status == RunStatus.Completed);
            IsOver = RunStatus.HasFinished(status);
            progress(new Step(question.Name, $"{status}, {completed} of {runs.Count} runs completed", completed, runs.Count, IsOver));
            if (RunStatus.HasFailed(status))
            {
                throw new CommandFailure(Explain(status, runs));
            }

            if (IsOver)
            {
                return new Answered(question, task, await Result(cancellationToken), runs.Count, completed);
            }

            await System.Threading.Tasks.Task.Delay(Pause, clock, cancellationToken);
        }
    }

    private async Task<List<Run>> Runs(CancellationToken cancellationToken)
    {
        var runs = await hub.Runs(task, cancellationToken).ToListAsync(cancellationToken);
        await foreach (var subtask in hub.Subtasks(task, cancellationToken))
        {
            runs.AddRange(await hub.Runs(subtask.Id, cancellationToken).ToListAsync(cancellationToken));
        }

        return runs;
    }

    private async Task<JsonElement> Result(CancellationToken cancellationToken)
    {
        var result = await hub.Results(task, cancellationToken).FirstOrDefaultAsync(cancellationToken);
        try
        {
            return JsonElement.Parse(PayloadEnvelope.Decode(result?.Content ?? ""));
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw new CommandFailure($"The result of task {task} ({question.Name}) cannot be read: {e.Message}", e);
        }
    }

    private string Explain(string status, List<Run> runs)
    {
        var failed = runs.Where(run => RunStatus.HasFailed(run.Status))
            .Select(run => $"{Environment.NewLine}  run {run.Id} at organisation {run.Organization.Id}: {run.Status}{Environment.NewLine}    {run.Log?.Trim().ReplaceLineEndings($"{Environment.NewLine}    ")}");
        return $"Task {task} ({question.Name}) ended as '{status}'.{string.Concat(failed)}";
    }
}
