using System.Diagnostics;

namespace Plugin.Testing.Running;

/// <summary>The <c>plugin</c> command or a script of the repository, run to its end.</summary>
public sealed record CommandLine(int ExitCode, string Output, string Errors)
{
    public static Task<CommandLine> Run(TimeSpan within, params string[] arguments) =>
        Run(new ProcessStartInfo("dotnet", [Repository.Program("silos", "Plugin.Cli"), .. arguments]), within);

    /// <summary>As somebody who has to log in.</summary>
    public static Task<CommandLine> RunAs(string password, TimeSpan within, params string[] arguments) =>
        RunWith(new Dictionary<string, string> { ["PLUGIN_PASSWORD"] = password }, within, arguments);

    /// <param name="variables">Of the environment.</param>
    public static Task<CommandLine> RunWith(IEnumerable<KeyValuePair<string, string>> variables, TimeSpan within, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Repository.Program("silos", "Plugin.Cli"), .. arguments]);
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        return Run(start, within);
    }

    /// <param name="name">Of a script in <c>deploy</c>; it finds the command as <c>PLUGIN</c>.</param>
    public static Task<CommandLine> Script(TimeSpan within, string name, params string[] arguments) => Run(
        new ProcessStartInfo(Path.Combine(Repository.Root, "deploy", name), arguments)
        {
            Environment = { ["PLUGIN"] = $"dotnet {Repository.Program("silos", "Plugin.Cli")}" },
        },
        within);

    private static async Task<CommandLine> Run(ProcessStartInfo start, TimeSpan within)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError, start.RedirectStandardInput) = (true, true, true);

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
                $"{start.FileName} {string.Join(' ', start.ArgumentList)} was still running after {within.TotalSeconds:0} s: {await Said(output)}\n{await Said(errors)}");
        }

        return new CommandLine(process.ExitCode, await Said(output), await Said(errors));

        // What it started may hold its output open when it has ended.
        Task<string> Said(Task<string> text) => text.Soon($"the end of what {start.FileName} {string.Join(' ', start.ArgumentList)} says");
    }
}
