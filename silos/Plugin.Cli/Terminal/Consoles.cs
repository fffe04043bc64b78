using Spectre.Console;

namespace Plugin.Cli.Terminal;

/// <summary>Standard output for what was asked for, standard error for what a person waiting wants to see meanwhile.</summary>
internal static class Consoles
{
    // Without a terminal there is no width to fit in, and wrapped tables are hard to read in a log.
    private const int WidthWithoutTerminal = 160;

    public static IAnsiConsole Output { get; } = Make(Console.Out, Console.IsOutputRedirected);

    public static IAnsiConsole Errors { get; } = Make(Console.Error, Console.IsErrorRedirected);

    private static IAnsiConsole Make(TextWriter writer, bool isRedirected)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Interactive = isRedirected ? InteractionSupport.No : InteractionSupport.Detect,
            Ansi = isRedirected ? AnsiSupport.No : AnsiSupport.Detect,
        });
        if (isRedirected)
        {
            console.Profile.Width = WidthWithoutTerminal;
        }

        return console;
    }
}
