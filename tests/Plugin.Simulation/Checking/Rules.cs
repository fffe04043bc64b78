namespace Plugin.Simulation.Checking;

/// <summary>What the system promises, by name. A broken promise says which.</summary>
internal static class Rules
{
    public const string Finishes = "everything-finishes";
    public const string OneOrder = "log-is-one-order";
    public const string AcknowledgedIsKept = "acknowledged-is-kept";
    public const string OrderedOnce = "ordered-at-most-once";
    public const string EndsOnce = "run-ends-once";
    public const string Life = "run-follows-its-life";
    public const string FencingNeverGoesBack = "fencing-never-goes-back";
    public const string ExecutedOnce = "attempt-is-executed-once";
    public const string ResultIsItsAttempts = "result-is-its-attempts";
    public const string ResultIsNotLost = "result-is-not-lost";
    public const string LeaseLasts = "lease-lasts-its-time";
    public const string KillIsFinal = "kill-is-final";
    public const string FeedMissesNothing = "feed-misses-nothing";
    public const string ReadYourWrites = "read-your-writes";
    public const string Witnessed = "log-is-witnessed";
}

internal sealed class BrokenPromiseException(string rule, string message) : Exception($"{rule}: {message}")
{
    public string Rule => rule;
}
