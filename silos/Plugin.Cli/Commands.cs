using System.CommandLine;
using Plugin.Client;
using Plugin.EventLog;

namespace Plugin.Cli;

/// <summary>What all commands share: foreseen trouble becomes one sentence on standard error and exit code 1.</summary>
internal static class Commands
{
    /// <summary>What a shell reports for a command that Ctrl-C ended.</summary>
    private const int Interrupted = 130;

    public static Command Does(this Command command, Func<ParseResult, CancellationToken, Task<int>> action)
    {
        command.SetAction(async (arguments, cancellationToken) =>
        {
            try
            {
                return await action(arguments, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                await Console.Error.WriteLineAsync("Interrupted.");
                return Interrupted;
            }
            catch (Exception e) when (e is CommandFailure or HubException or LogUnusableException or LogUnavailableException or LogWentBackException or InvalidDataException)
            {
                await Console.Error.WriteLineAsync($"plugin: {e.Message}");
                return 1;
            }
        });
        return command;
    }
}
