using Microsoft.Extensions.Logging;

namespace Plugin.Node;

public sealed partial class NodeAgent
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Connected to the hub as '{Name}' (node {Node}) of collaboration {Collaboration}.")]
    private static partial void LogConnected(ILogger log, string name, int node, int collaboration);

    [LoggerMessage(Level = LogLevel.Information, Message = "The hub has this organization's public key ({Done}).")]
    private static partial void LogPublicKey(ILogger log, Payloads.KeyPublishing done);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The hub had another public key of this organization; it has this station's now. Older results can only be read with the older key.")]
    private static partial void LogPublicKeyReplaced(ILogger log);

    [LoggerMessage(Level = LogLevel.Information, Message = "Taking up run {Run} (attempt {Attempt}) where the last agent left it: {Stage}.")]
    private static partial void LogRecovered(ILogger log, int run, int attempt, string stage);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Removing what is left of run {Run} (attempt {Attempt}), which this station no longer works on.")]
    private static partial void LogLeftover(ILogger log, int run, int attempt);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Folders of old jobs could not be removed. {Reason}")]
    private static partial void LogNotSwept(ILogger log, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The runtime does not answer; waiting for it. {Reason}")]
    private static partial void LogRuntimeAway(ILogger log, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Waiting for the hub. {Reason}")]
    private static partial void LogHubAway(ILogger log, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The hub answers again.")]
    private static partial void LogHubBack(ILogger log);

    [LoggerMessage(Level = LogLevel.Information, Message = "The feed broke off and will be opened again. {Reason}")]
    private static partial void LogFeedBroke(ILogger log, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The hub ended the feed ({Code}): {Reason}")]
    private static partial void LogFeedEnded(ILogger log, string code, string reason);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The hub's log ends before {Cursor}, which this station has already seen: it may have been restored to the past. {Reason}")]
    private static partial void LogLogWentBack(ILogger log, string? cursor, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "This station does not sign the hub's log: {Reason}")]
    private static partial void LogKeyRefused(ILogger log, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The hub's newest checkpoint could not be dealt with yet. {Reason}")]
    private static partial void LogWitnessWaits(ILogger log, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Claimed run {Run} (attempt {Attempt}) of task {Task}.")]
    private static partial void LogClaimed(ILogger log, int run, int attempt, int task);

    [LoggerMessage(Level = LogLevel.Information, Message = "Run {Run} is not for this station any more. {Reason}")]
    private static partial void LogNotClaimed(ILogger log, int run, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Run {Run} could not be claimed yet. {Reason}")]
    private static partial void LogClaimFailed(ILogger log, int run, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The hub believes that this station works on run {Run} (attempt {Attempt}), of which it has no trace.")]
    private static partial void LogDisowned(ILogger log, int run, int attempt);

    [LoggerMessage(Level = LogLevel.Information, Message = "The hub has not taken that run {Run} (attempt {Attempt}) is lost. {Reason}")]
    private static partial void LogDisownFailed(ILogger log, int run, int attempt, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No new runs are taken: the data folder has {Free} MB of free space, and {Reserve} MB are kept for the runs that are here. Make space; nothing else has to be done.")]
    private static partial void LogNoSpace(ILogger log, long free, long reserve);

    [LoggerMessage(Level = LogLevel.Information, Message = "There is space again: new runs are taken.")]
    private static partial void LogSpaceAgain(ILogger log);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Something could not be noted; the hub would say it again. {Reason}")]
    private static partial void LogNotNoted(ILogger log, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Not all runs could be stopped in time; an agent that is started on this data folder again stops them: {Runs}.")]
    private static partial void LogNotLeft(ILogger log, string runs);
}
