using System.Diagnostics;

namespace Plugin.Testing.Running;

/// <summary>The <c>plugin</c> command, run to its end.</summary>
public sealed record CommandLine(int ExitCode, string Output, string Errors)
{
    public static Task<CommandLine> Run(TimeSpan within, params string[] arguments) => Run(within, password: null, arguments);

    /// <summary>As somebody who has to log in.</summary>
    public static Task<CommandLine> RunAs(string password, TimeSpan within, params string[] arguments) => Run(within, password, arguments);

    private static async Task<CommandLine> Run(TimeSpan within, string? password, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Repository.Program("silos", "Plugin.Cli") },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        if (password is not null)
        {
            start.Environment["PLUGIN_PASSWORD"] = password;
        }

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var timeout = new CancellationTokenSource(within);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException(
                $"plugin {string.Join(' ', arguments)} was still running after {within.TotalSeconds:0} s: {await output}\n{await errors}");
        }

        return new CommandLine(process.ExitCode, await output, await errors);
    }
}
