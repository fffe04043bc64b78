namespace Plugin.Node.Checks;

/// <summary>What one check found.</summary>
/// <param name="Subject">What was looked at, in a word or two.</param>
/// <param name="Words">What was found, in one sentence.</param>
/// <param name="Advice">What to do about it; null when there is nothing to do.</param>
public sealed record Finding(CheckVerdict Verdict, string Subject, string Words, string? Advice = null)
{
    public static Finding Good(string subject, string words) => new(CheckVerdict.Good, subject, words);

    public static Finding Warning(string subject, string words, string advice) => new(CheckVerdict.Warning, subject, words, advice);

    public static Finding Bad(string subject, string words, string advice) => new(CheckVerdict.Bad, subject, words, advice);

    /// <summary>It could not be looked at because of what another check found.</summary>
    public static Finding Skipped(string subject, string words) => new(CheckVerdict.Skipped, subject, words);
}

public enum CheckVerdict
{
    Good,

    /// <summary>The station can work, but its operator should know.</summary>
    Warning,

    /// <summary>The station, or a part of it, cannot work.</summary>
    Bad,
    Skipped,
}
