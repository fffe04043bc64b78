namespace Plugin.Cli;

/// <summary>The command cannot go on; the message tells the person at the terminal why and, where there is one, the way out.</summary>
internal sealed class CommandFailure : Exception
{
    public CommandFailure(string message) : base(message)
    {
    }

    public CommandFailure(string message, Exception innerException) : base(message, innerException)
    {
    }
}
