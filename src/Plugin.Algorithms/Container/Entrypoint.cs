using System.Text.Json;

namespace Plugin.Algorithms.Container;

/// <summary>One run, from environment to output file.</summary>
internal static class Entrypoint
{
    public const int Succeeded = 0;
    public const int Failed = 1;

    /// <returns>The exit code. Bugs are not caught: their stack trace belongs in the run's log.</returns>
    public static async Task<int> Run(
        IReadOnlyDictionary<string, string> environment, TextWriter output, TextWriter error, TimeProvider clock, CancellationToken cancellationToken)
    {
        var variables = new ContainerVariables(environment);
        try
        {
            var outputFile = variables.Require("OUTPUT_FILE");
            var invocation = Invocation.Parse(variables.RequireFile("INPUT_FILE"));
            var method = Method.Find(invocation.Method);
            using var call = new Call(new Arguments(invocation, method.Parameters), variables, output, clock);
            await output.WriteLineAsync($"info > {method.Name} starts.");
            var result = await method.Invoke(call, cancellationToken);
            Write(outputFile, JsonSerializer.SerializeToUtf8Bytes(result, result.GetType(), AlgorithmJson.Default));
            await output.WriteLineAsync($"info > {method.Name} is done.");
            return Succeeded;
        }
        catch (AlgorithmFailure failure)
        {
            await error.WriteLineAsync($"error > {failure.Message}");
            return Failed;
        }
    }

    private static void Write(string path, byte[] json)
    {
        try
        {
            File.WriteAllBytes(path, json);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AlgorithmFailure($"The result cannot be written to OUTPUT_FILE '{path}': {e.Message}", e);
        }
    }
}
