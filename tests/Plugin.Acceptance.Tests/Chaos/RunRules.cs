namespace Plugin.Acceptance.Tests.Chaos;

/// <summary>What holds of every run in the log: it ends once, with what was promised, and its fencing number never goes back.</summary>
internal sealed class RunRules
{
    private const int MostAttempts = 5;
    private readonly List<string> _findings = [];
    private readonly History _history;

    private RunRules(History history) => _history = history;

    public static IReadOnlyList<string> Findings(History history)
    {
        var rules = new RunRules(history);
        foreach (var (run, events) in history.Runs)
        {
            rules.CheckRun(run, events);
        }

        return rules._findings;
    }

    private void CheckRun(int run, IReadOnlyList<Happened> events)
    {
        var ends = events.Where(e => e.Name == "run.ended/2").ToList();
        if (ends.Count != 1)
        {
            _findings.Add($"Run {run} ended {ends.Count} times: {Told(events)}.");
            return;
        }

        if (events.SkipWhile(e => e != ends[0]).Skip(1).FirstOrDefault(e => e.Name != "run.supplemented/1") is { } later)
        {
            _findings.Add($"Run {run} went on after its end with {later.Name}: {Told(events)}.");
        }

        var attempt = 0;
        foreach (var happened in events)
        {
            if (happened.Facts["attempt"] is not { } told)
            {
                continue;
            }

            if ((int)told != attempt + (happened.Name == "run.claimed/1" ? 1 : 0))
            {
                _findings.Add($"Run {run} was at attempt {attempt} when {happened.Name} spoke of {(int)told}: {Told(events)}.");
            }

            attempt = (int)told;
        }

        CheckEnd(run, events, ends[0], attempt);
    }

    private void CheckEnd(int run, IReadOnlyList<Happened> events, Happened end, int attempt)
    {
        var killed = KillOf((int)end.Facts["task"]!);
        var outcome = (string)end.Facts["outcome"]!;
        var afterKill = killed < end.Position;
        var isRight = outcome switch
        {
            "completed" => !afterKill && end.Facts["result"] is not null,
            "killed" => afterKill && end.Facts["result"] is null,
            // Given back as often as it may be.
            "failed" => !afterKill && attempt == MostAttempts,
            _ => false,
        };
        if (!isRight)
        {
            _findings.Add($"Run {run} ended as {outcome} ({end.Facts["cause"]!["kind"]}){(killed is null ? "" : $", killed at {killed}")}: {Told(events)}.");
        }

        if (outcome == "completed" && events.Count(e => e.Name == "run.subtask_created/1") is > 1 and var subtasks)
        {
            _findings.Add($"Run {run} has {subtasks} subtasks instead of one.");
        }
    }

    /// <summary>Where the log has the kill of this task or one above it.</summary>
    private long? KillOf(int task)
    {
        for (int? id = task; id is { } at; id = _history.OfTask(at) is [var born, ..] ? (int?)born.Facts["parent"] : null)
        {
            if (_history.OfTask(at).FirstOrDefault(e => e.Name == "task.killed/1") is { } kill)
            {
                return kill.Position;
            }
        }

        return null;
    }

    private static string Told(IReadOnlyList<Happened> events) =>
        string.Join(", ", events.Select(e => $"{e.At:mm:ss.fff} {e.Name} {e.Facts["attempt"]} {e.Facts["outcome"]}".TrimEnd()));
}
