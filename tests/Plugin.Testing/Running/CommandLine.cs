using System.Diagnostics;
using System.Text;

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
        var (output, errors) = (new StringBuilder(), new StringBuilder());
        var said = Task.WhenAll(Read(process.StandardOutput, output), Read(process.StandardError, errors));
        try
        {
            await Task.WhenAll(said, process.WaitForExitAsync()).WaitAsync(within);
        }
        catch (TimeoutException e)
        {
            var what = process.HasExited ? "had ended, but not who holds its output open," : "was still running";
            process.Kill(entireProcessTree: true);
            throw new TimeoutException(
                $"{start.FileName} {string.Join(' ', start.ArgumentList)} {what} after {within.TotalSeconds:0} s: {Text(output)}\n{Text(errors)}", e);
        }

        return new CommandLine(process.ExitCode, Text(output), Text(errors));
    }

    private static async Task Read(StreamReader from, StringBuilder to)
    {
        var piece = new char[4096];
        while (await from.ReadAsync(piece) is var count and > 0)
        {
            lock (to)
            {
                to.Append(piece, 0, count);
            }
        }
    }

    private static string Text(StringBuilder said)
    {
        lock (said)
        {
            return said.ToString();
        }
    }
}
