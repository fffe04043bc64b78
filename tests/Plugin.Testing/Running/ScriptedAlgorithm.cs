namespace Plugin.Testing.Running;

/// <summary>A shell script in the place of our own algorithms, for the process runtime.</summary>
public static class ScriptedAlgorithm
{
    /// <summary>Lines of the runtime section for a station that runs it.</summary>
    /// <param name="folder">Where it is put; it must not outlive it.</param>
    /// <param name="body">Finds its input in <c>$in</c> and puts its result into <c>$out</c>; <c>d</c> opens what the contract encodes.</param>
    public static string Runtime(string folder, string body)
    {
        var file = Path.Combine(folder, "algorithm.sh");
        File.WriteAllText(file, $$"""
            #!/bin/sh
            d() { printf %s "$1" | tr '!' '=' | base32 -d; }
            in=$(d "$INPUT_FILE"); out=$(d "$OUTPUT_FILE")
            {{body}}
            """);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return $"kind: process\nalgorithms: {file}";
    }

    /// <summary>A line that waits for a file; gives up with the folder, so that nothing stays behind.</summary>
    public static string WaitFor(string folder, string file) => $"while [ -d {folder} ] && [ ! -e {folder}/{file} ]; do sleep 0.1; done";
}
