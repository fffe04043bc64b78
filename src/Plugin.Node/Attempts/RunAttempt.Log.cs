using Microsoft.Extensions.Logging;

namespace Plugin.Node.Attempts;

internal sealed partial class RunAttempt
{
    private void LogStarted(AttemptId id, string image) => Started(parts.Log, id.Run, id.Attempt, image);

    private void LogEnded(AttemptId id, string cause) => Ended(parts.Log, id.Run, id.Attempt, cause);

    private void LogRefused(AttemptId id, string state, string reason) => Refused(parts.Log, id.Run, id.Attempt, state, reason);

    private void LogAwaits(AttemptId id, string why) => Awaits(parts.Log, id.Run, id.Attempt, why, id.Run);

    private void LogDecided(AttemptId id, string decision) => Decided(parts.Log, id.Run, id.Attempt, decision);

    private void LogDelivered(AttemptId id, string state) => DeliveredToHub(parts.Log, id.Run, id.Attempt, state);

    private void LogStopping(AttemptId id, string cause) => Stopping(parts.Log, id.Run, id.Attempt, cause);

    private void LogReportFailed(AttemptId id, string reason) => ReportFailed(parts.Log, id.Run, id.Attempt, reason);

    private void LogNotUnderstood(AttemptId id, string what, string reason) => NotUnderstood(parts.Log, id.Run, id.Attempt, what, reason);

    private void LogEndNotTaken(AttemptId id, string state, string reason) => EndNotTaken(parts.Log, id.Run, id.Attempt, state, reason);

    private void LogStepFailed(AttemptId id, string stage, string reason) => StepFailed(parts.Log, id.Run, id.Attempt, stage, reason);

    private void LogNotShown(AttemptId id, string reason) => NotShown(parts.Log, id.Run, id.Attempt, reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The hub is not shown what run {Run} (attempt {Attempt}) prints. {Reason}")]
    private static partial void NotShown(ILogger log, int run, int attempt, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Run {Run} (attempt {Attempt}) is running {Image}.")]
    private static partial void Started(ILogger log, int run, int attempt, string image);

    [LoggerMessage(Level = LogLevel.Information, Message = "Run {Run} (attempt {Attempt}): {Cause}")]
    private static partial void Ended(ILogger log, int run, int attempt, string cause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Run {Run} (attempt {Attempt}) was not started ({State}): {Reason}")]
    private static partial void Refused(ILogger log, int run, int attempt, string state, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Run {Run} (attempt {Attempt}) waits for the operator: {Why} Decide with plugin station approve or refuse {RunAgain}.")]
    private static partial void Awaits(ILogger log, int run, int attempt, string why, int runAgain);

    [LoggerMessage(Level = LogLevel.Information, Message = "Run {Run} (attempt {Attempt}): {Decision}.")]
    private static partial void Decided(ILogger log, int run, int attempt, string decision);

    [LoggerMessage(Level = LogLevel.Information, Message = "The hub has taken the report of run {Run} (attempt {Attempt}): {State}.")]
    private static partial void DeliveredToHub(ILogger log, int run, int attempt, string state);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Run {Run} (attempt {Attempt}) is stopped: {Cause}")]
    private static partial void Stopping(ILogger log, int run, int attempt, string cause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The hub has not taken a report of run {Run} (attempt {Attempt}); it will be repeated. {Reason}")]
    private static partial void ReportFailed(ILogger log, int run, int attempt, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The hub has no use for what this station says of run {Run} (attempt {Attempt}): {What}. The run goes on without. An older hub may not know it; bring both to the same version. {Reason}")]
    private static partial void NotUnderstood(ILogger log, int run, int attempt, string what, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The hub refuses the end of run {Run} (attempt {Attempt}): {State}. Result and log stay here and are offered again; ask the hub's operator. {Reason}")]
    private static partial void EndNotTaken(ILogger log, int run, int attempt, string state, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Run {Run} (attempt {Attempt}) does not get on ({Stage}); it will be tried again. {Reason}")]
    private static partial void StepFailed(ILogger log, int run, int attempt, string stage, string reason);
}
