using System.Diagnostics;
using System.Globalization;
using Plugin.Node.Contract;
using Plugin.Node.Runtimes.Processes;

namespace Plugin.Node.Tests.Support;

/// <summary>A folder of one test, and an algorithm in it whose doings the test can count.</summary>
internal sealed class Scratch : IDisposable
{
    public Scratch() => Folder = Directory.CreateTempSubdirectory("plugin-node-").FullName;

    public string Folder { get; }

    public string Data => Path.Combine(Folder, "data");

    /// <summary>The input of a run names a folder in which it leaves its marks.</summary>
    public string Marks(int run) => Directory.CreateDirectory(Path.Combine(Folder, $"marks-{run}")).FullName;

    public int Count(int run, string mark)
    {
        var file = Path.Combine(Marks(run), mark);
        return File.Exists(file) ? File.ReadAllLines(file).Length : 0;
    }

    /// <summary>Whether the algorithm's nth start runs. One that was killed may wait a while for its parent to take notice.</summary>
    public bool IsAlive(int run, int start)
    {
        var stat = $"/proc/{File.ReadAllLines(Path.Combine(Marks(run), "started"))[start]}/stat";
        try
        {
            return !File.ReadAllText(stat).Contains(") Z ", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException)
        {
            return false;
        }
    }

    /// <summary>Marks its start, runs <paramref name="body"/> with its input in $in, its output file in $out and its marks folder in $marks.</summary>
    public string Algorithm(string body)
    {
        var file = Path.Combine(Folder, "algorithm.sh");
        File.WriteAllText(file, string.Create(CultureInfo.InvariantCulture, $$"""
            #!/bin/sh
            d() { printf %s "$1" | tr '!' '=' | base32 -d; }
            in=$(d "$INPUT_FILE"); out=$(d "$OUTPUT_FILE"); token=$(d "$TOKEN_FILE"); port=$(d "$PORT")
            marks=$(cat "$in")
            echo $$ >> "$marks/started"
            {{body}}
            """));
        Durable.Mode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return file;
    }

    /// <summary>Also ends what a test that failed left running.</summary>
    public void Dispose()
    {
        var runs = new RunFolders(Data);
        foreach (var process in runs.Known().Select(id => new ControlFolder(runs.Control(id)).Process).OfType<ProcessIdentity>())
        {
            process.Kill();
        }

        foreach (var mark in Directory.EnumerateFiles(Folder, "started", SearchOption.AllDirectories).Where(f => f.Contains("marks-", StringComparison.Ordinal)))
        {
            foreach (var id in File.ReadAllLines(mark).Select(int.Parse))
            {
                if (File.Exists($"/proc/{id}/cmdline") && File.ReadAllText($"/proc/{id}/cmdline").Contains(Folder, StringComparison.Ordinal))
                {
                    Process.GetProcessById(id).Kill();
                }
            }
        }

        Directory.Delete(Folder, recursive: true);
    }
}
