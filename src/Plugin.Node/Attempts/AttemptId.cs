namespace Plugin.Node.Attempts;

/// <summary>One try of one run: the hub's run id and the fencing number of the claim.</summary>
public readonly record struct AttemptId(int Run, int Attempt)
{
    public override string ToString() => $"{Run}-{Attempt}";

    public static AttemptId? TryParse(string text) =>
        text.Split('-') is [var run, var attempt] && int.TryParse(run, out var r) && int.TryParse(attempt, out var a) ? new AttemptId(r, a) : null;
}
