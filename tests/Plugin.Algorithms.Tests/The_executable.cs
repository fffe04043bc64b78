using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Plugin.Algorithms.Tests;

/// <summary>The real program as a child process, the way a node starts it.</summary>
public sealed class The_executable
{
    // From its start to its end, on a machine that is busy.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private const string Csv = "age,name,t,d\n70,ann,5,1\n,bob,6,0\n";

    [Fact]
    public async Task Writes_the_result_and_ends_with_zero()
    {
        using var folder = new RunFolder("""{"method":"partial_crosstab","args":["name","d"]}""").GiveCsv(Csv);

        var ended = await Start(folder);

        Assert.Equal("", ended.Errors);
        Assert.Equal(0, ended.ExitCode);
        Assert.Equal(2, ended.Result.GetProperty("total").GetInt32());
    }

    public static TheoryData<string, string> Mistakes => new()
    {
        { """{"method":"drop_tables"}""", "There is no method 'drop_tables'; there are central_crosstab, central_histogram, central_kaplan_meier, central_summary, column_headers, partial_counts, partial_crosstab, partial_event_times, partial_histogram, partial_kaplan_meier, partial_summary, wait, wait_central." },
        { """{"method":"partial_summary","kwargs":{"columns":["agee"]}}""", "The data source 'default' has no column 'agee'." },
        { """{"method":"partial_summary","kwargs":{"columns":["name"]}}""", "The column 'name' of the data source 'default' is not numeric: row 1 holds something else." },
        { """{"method":"partial_summary","kwargs":{"column":["age"]}}""", "partial_summary has no argument 'column'; it takes columns, group_by." },
        { """{"method":"partial_summary","kwargs":{"columns":5}}""", "The argument 'columns' of partial_summary must be a text or a list of texts." },
        { """{"method":"partial_summary"}""", "partial_summary needs the argument 'columns'." },
        { """{"method":"partial_summary","args":["age"],"kwargs":{"columns":"age"}}""", "partial_summary was given 'columns' twice, by position and by name." },
        { """{"method":"partial_counts","kwargs":{"questions":[{"column":"age"}]}}""", "The argument 'questions' of partial_counts does not have the shape that its central function sends." },
        { """{"method":"partial_kaplan_meier","kwargs":{"time":"t","event":"age"}}""", "The column 'age' must hold 1 where the event happened and 0 where not." },
        { """{"method":"wait","args":[-1]}""", "The argument 'milliseconds' of wait must be a whole number that is not negative." },
        { """{"method":"wait","args":[1,2]}""", "wait takes at most 1 arguments (milliseconds), not 2." },
        { """{"method":"wait",""", "The input is not JSON (line 1, byte 17)." },
        { """{"args":[]}""", """The input must be a JSON object with a text "method", and optionally "args" and "kwargs".""" },
        { """{"method":"wait","args":{}}""", """The "args" of the input must be a list.""" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task Answers_a_mistake_with_one_sentence_and_ends_with_one(string input, string sentence)
    {
        using var folder = new RunFolder(input).GiveCsv(Csv);
        await Refuses(folder, sentence);
    }

    [Fact]
    public async Task Tells_which_data_source_is_missing()
    {
        using var folder = Summary().Set("USER_REQUESTED_DATABASE_LABELS", "lake");
        await Refuses(folder, "This station has no data source 'lake'.");
    }

    [Fact]
    public async Task Tells_when_the_task_names_no_data_source()
    {
        using var folder = Summary();
        await Refuses(folder, "The task names no data source, and this method needs one.");
    }

    [Fact]
    public async Task Tells_when_the_data_file_is_gone()
    {
        using var folder = Summary().GiveData("default", "/no/such/file.csv");
        await Refuses(folder, "The data source 'default' of this station cannot be read (DirectoryNotFoundException).");
    }

    [Fact]
    public async Task Does_not_compute_on_a_damaged_file()
    {
        using var folder = Summary().GiveCsv("age,name\n70,ann\n71\n");
        await Refuses(folder, "The data source 'default' is not well-formed CSV near row 2.");
    }

    [Fact]
    public async Task Keeps_silent_about_groups_that_its_station_finds_too_small()
    {
        using var folder = Summary().GiveCsv(Csv).Set("MINIMUM_GROUP_SIZE", "5");
        await Refuses(folder, "This station gives no figures about 'age' of all patients: fewer than 5 patients.");
    }

    [Fact]
    public async Task Needs_the_environment_of_a_node()
    {
        using var folder = Summary().Unset("OUTPUT_FILE");
        await Refuses(folder, "The environment variable OUTPUT_FILE is missing: this program is started by a node, which tells it there where its files and the proxy are.");
    }

    [Fact]
    public async Task Refuses_a_token_that_is_none()
    {
        using var folder = new RunFolder(RunFolder.Input("central_summary", new JsonObject { ["columns"] = "age" })).GiveTokenText("secret");
        await Refuses(folder, "The token file does not hold a container token: its \"sub\" must name image, collaboration_id and databases.");
    }

    [Fact]
    public async Task Ends_when_it_is_told_to()
    {
        using var folder = new RunFolder("""{"method":"wait","args":[600000]}""");
        using var process = Child(folder);
        var ended = Exit(process);
        var firstLine = await process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        Assert.Equal("info > wait starts.", firstLine);

        using var kill = Process.Start("/bin/sh", ["-c", $"kill -TERM {process.Id}"]);
        await ended;

        Assert.Equal(143, process.ExitCode);
        Assert.Equal("error > Stopped before the end.\n", await process.StandardError.ReadToEndAsync());
    }

    private static RunFolder Summary() => new(RunFolder.Input("partial_summary", new JsonObject { ["columns"] = "age" }));

    private static async Task Refuses(RunFolder folder, string sentence)
    {
        var ended = await Start(folder);
        Assert.Equal($"error > {sentence}\n", ended.Errors);
        Assert.Equal(1, ended.ExitCode);
        Assert.Empty(ended.Output);
    }

    private static async Task<Ended> Start(RunFolder folder)
    {
        using var process = Child(folder);
        var log = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await Exit(process);
        return new Ended(process.ExitCode, await log, await errors, await File.ReadAllBytesAsync(folder.OutputFile));
    }

    private static async Task Exit(Process process)
    {
        try
        {
            await process.WaitForExitAsync().WaitAsync(Patience);
        }
        finally
        {
            process.Kill();
        }
    }

    private static Process Child(RunFolder folder)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Plugin.Algorithms.dll")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in folder.Environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
