using Plugin.Domain.Runs;
using RunStatus = Plugin.Contracts.RunStatus;

namespace Plugin.Api.Runs;

internal static class Outcomes
{
    /// <exception cref="ArgumentOutOfRangeException">Not a final status.</exception>
    public static RunOutcome Of(string status) => status switch
    {
        RunStatus.Completed => RunOutcome.Completed,
        RunStatus.Failed => RunOutcome.Failed,
        RunStatus.Crashed => RunOutcome.Crashed,
        RunStatus.NotAllowed => RunOutcome.NotAllowed,
        RunStatus.NoImage => RunOutcome.NoImage,
        RunStatus.StartFailed => RunOutcome.StartFailed,
        RunStatus.Killed => RunOutcome.Killed,
        RunStatus.Unknown => RunOutcome.Unknown,
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Not a final status."),
    };
}
