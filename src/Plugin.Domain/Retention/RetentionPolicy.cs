namespace Plugin.Domain.Retention;

/// <summary>How long inputs, results and logs stay after all runs of a task and of its subtasks have ended.</summary>
/// <param name="Days">Null: for ever.</param>
/// <param name="Texts">Names, descriptions, queries and reasons go with the contents.</param>
public sealed record RetentionPolicy(int? Days, bool Texts)
{
    /// <summary>A hundred years.</summary>
    public const int MostDays = 36_525;

    public static RetentionPolicy KeepAll { get; } = new(null, Texts: false);

    public bool IsAcceptable() => Days switch
    {
        null => !Texts,
        var days => days is >= 0 and <= MostDays,
    };
}

public static class RetentionRefusals
{
    public static Refusal Unacceptable { get; } = new(
        RefusalKind.Invalid, "retention.unacceptable",
        $"Say how many days (0 to {RetentionPolicy.MostDays}) contents are kept after the end; texts go with them only after a number of days.");
}
