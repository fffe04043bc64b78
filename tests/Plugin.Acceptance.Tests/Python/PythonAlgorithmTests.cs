using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Plugin.Testing.Running;

namespace Plugin.Acceptance.Tests.Python;

/// <summary>Three hospitals with the real engine, and an image of Debian's Python and pandas made on this machine.</summary>
public sealed class Hospitals_with_an_engine : IAsyncLifetime
{
    private readonly string _sources = Directory.CreateTempSubdirectory("plugin-sources-").FullName;

    public Federation Federation { get; private set; } = null!;

    public string Image { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        var image = CommandLine.Script(
            TimeSpan.FromMinutes(4), "python-image.sh", Path.Combine(Repository.Root, "tests", "Plugin.Acceptance.Tests", "Python"), "plugin_probe",
            "python3-pandas", "python3-openpyxl");
        var federation = Federation.Prepare("kind: docker");
        Federation = await federation;
        Federation.Stations[0].Settings.Add("algorithm_env: {MINIMUM_GROUP_SIZE: 10}");
        // A central run there waits for its child, which finds a place all the same.
        Federation.Stations[1].Settings.Add("limits: {top_level_runs: 1, child_runs: 1}");
        foreach (var source in Sources())
        {
            Federation.Stations[0].Sources.Add(source);
        }

        Federation.Stations.ForEach(station => station.Start());
        var made = await image;
        Image = made.ExitCode == 0 ? made.Output.Trim() : throw new InvalidOperationException(made.Errors);
    }

    public async ValueTask DisposeAsync()
    {
        await Federation.DisposeAsync();
        Directory.Delete(_sources, recursive: true);
    }

    /// <summary>One of each kind that the test's algorithm reads.</summary>
    private IEnumerable<string> Sources()
    {
        var store = Path.Combine(_sources, "store.sqlite");
        using (var connection = new SqliteConnection($"Data Source={store};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "create table visits (id integer, days integer); insert into visits values (1, 10), (2, 20), (3, 30)";
            command.ExecuteNonQuery();
        }

        var second = Path.Combine(_sources, "second.csv");
        File.WriteAllText(second, "a,b\n1,2\n3,4\n");
        var workbook = Path.Combine(_sources, "book.xlsx");
        Workbook(workbook, ("first", 1), ("other", 42));
        var scans = Directory.CreateDirectory(Path.Combine(_sources, "scans")).FullName;
        File.WriteAllText(Path.Combine(scans, "b.dcm"), "");
        File.WriteAllText(Path.Combine(scans, "a.dcm"), "");
        return
        [
            $"{{label: store, uri: {store}, type: sql, allowed: {{queries: true}}}}",
            $"{{label: second, uri: {second}, type: csv, env: {{owner: ward 7}}, allowed: {{preprocessing: true}}}}",
            $"{{label: book, uri: {workbook}, type: excel}}",
            $"{{label: scans, uri: {scans}, type: folder}}",
        ];
    }

    /// <summary>A spreadsheet with one column <c>a</c> and one value in each sheet, in the few parts that the format demands.</summary>
    private static void Workbook(string file, params (string Sheet, int Value)[] sheets)
    {
        const string main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        const string relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        const string package = "http://schemas.openxmlformats.org/package/2006";
        using var zip = ZipFile.Open(file, ZipArchiveMode.Create);
        Part("[Content_Types].xml", $"""
            <Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
            <Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>
            {Each(i => $"""<Override PartName="/xl/sheet{i}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>""")}</Types>
            """);
        Part("_rels/.rels", $"""<Relationships xmlns="{package}/relationships"><Relationship Id="r" Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>""");
        Part("xl/workbook.xml", $"""
            <workbook xmlns="{main}" xmlns:r="{relations}"><sheets>{Each(i => $"""<sheet name="{sheets[i].Sheet}" sheetId="{i + 1}" r:id="s{i}"/>""")}</sheets></workbook>
            """);
        Part("xl/_rels/workbook.xml.rels", $"""
            <Relationships xmlns="{package}/relationships">{Each(i => $"""<Relationship Id="s{i}" Type="{relations}/worksheet" Target="sheet{i}.xml"/>""")}</Relationships>
            """);
        for (var i = 0; i < sheets.Length; i++)
        {
            Part($"xl/sheet{i}.xml", $"""
                <worksheet xmlns="{main}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row><row r="2"><c r="A2"><v>{sheets[i].Value}</v></c></row></sheetData></worksheet>
                """);
        }

        string Each(Func<int, string> part) => string.Concat(Enumerable.Range(0, sheets.Length).Select(part));

        void Part(string name, string text)
        {
            using var writer = new StreamWriter(zip.CreateEntry(name).Open());
            writer.Write(text);
        }
    }
}

public sealed class An_algorithm_in_Python(Hospitals_with_an_engine hospitals) : IClassFixture<Hospitals_with_an_engine>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private Federation Federation => hospitals.Federation;

    [Fact]
    public async Task Computes_centrally_over_the_partial_results_of_three_hospitals()
    {
        var ages = (await File.ReadAllLinesAsync(Repository.SampleData)).Skip(1).Select(line => int.Parse(line.Split(',')[2])).ToList();
        Assert.Equal("age", (await File.ReadAllLinesAsync(Repository.SampleData))[0].Split(',')[2].Trim('"'));

        var task = await Submit("central_mean", [Federation.Organisations[1]], [new JsonObject { ["label"] = "default" }], new JsonObject { ["column_name"] = "age" });

        Assert.Equal("completed", await Federation.Finished(task, Patience));
        Assert.Equal(
            $$"""{"mean":{{((double)ages.Sum() / ages.Count).ToString("R")}},"hospitals":3}""",
            Assert.Single(await Federation.Results(task)).ToJsonString());
    }

    [Fact]
    public async Task Reads_sources_of_every_kind_in_the_order_of_the_task_with_its_query_sheet_and_preprocessing()
    {
        var read = await Submit("sources", First, [
            new JsonObject { ["label"] = "store", ["query"] = "select days, id from visits where days > 10 order by id desc" },
            new JsonObject { ["label"] = "scans" },
            new JsonObject { ["label"] = "book", ["sheet_name"] = "other" },
            new JsonObject { ["label"] = "second", ["preprocessing"] = new JsonArray(new JsonObject
            {
                ["function"] = "filter_range", ["parameters"] = new JsonObject { ["column"] = "a", ["min_"] = 1, ["max_"] = 3, ["include_max"] = true },
            }) },
        ]);

        Assert.Equal("completed", await Federation.Finished(read, Patience));
        Assert.Equal(
            """{"store":[[30,3],[20,2]],"scans":["a.dcm","b.dcm"],"book":[[42]],"second":[[3,4]]}""",
            Assert.Single(await Federation.Results(read)).ToJsonString());
    }

    [Fact]
    public async Task Is_given_what_its_task_asked_for_and_can_touch_nothing_else_also_beside_another_run()
    {
        JsonObject[] second = [new() { ["label"] = "second", ["arguments"] = new JsonObject { ["unit"] = "days" } }];
        var (task, beside) = (await Submit("given", First, second), await Submit("given", First, second));

        Assert.Equal("completed", await Federation.Finished(task, Patience));
        Assert.Equal("completed", await Federation.Finished(beside, Patience));
        var given = Assert.Single(await Federation.Results(task));
        Assert.True((bool)Assert.Single(await Federation.Results(beside))["touches"]!["tasks"]!);
        Assert.Equal(
            """{"user":65534,"interfaces":["lo"],"route out":false,"tasks":true,"mnt":["data","out","second.csv","tmp"],"writes input":false,"writes token":false,"writes data":[false],"writes root":false,"writes temporary":true}""",
            given["touches"]!.ToJsonString());
        var run = Assert.Single(await Federation.RunsOf(task));
        Assert.Equal("[]", given["undecodable"]!.ToJsonString());
        Assert.Equal(
            new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                ["INPUT_FILE"] = $"/mnt/data/task-{run:000000000}/input",
                ["OUTPUT_FILE"] = "/mnt/out/output",
                ["TOKEN_FILE"] = $"/mnt/data/task-{run:000000000}/token",
                ["TEMPORARY_FOLDER"] = "/mnt/tmp",
                ["HOST"] = "http://127.0.0.1",
                ["API_PATH"] = "",
                ["USER_REQUESTED_DATABASE_LABELS"] = "second",
                ["DB_LABELS"] = "second",
                ["SECOND_DATABASE_URI"] = "/mnt/second.csv",
                ["SECOND_DATABASE_TYPE"] = "csv",
                ["SECOND_DB_PARAM_OWNER"] = "ward 7",
                ["MINIMUM_GROUP_SIZE"] = "10",
                ["PKG_NAME"] = "plugin_probe",
                ["PYTHONPATH"] = "/algorithm",
                ["PYTHONDONTWRITEBYTECODE"] = "1",
                ["HOME"] = "/tmp",
                ["MPLCONFIGDIR"] = "/tmp",
                ["NUMBA_CACHE_DIR"] = "/tmp",
                ["XDG_CACHE_HOME"] = "/tmp",
            },
            given["variables"]!.AsObject().ToDictionary(v => v.Key, v => (string)v.Value!));
        var node = (int)(await Federation.Root.Get($"node?organization_id={Federation.Organisations[0]}"))["data"]![0]!["id"]!;
        Assert.Equal(
            $$"""{"client_type":"container","node_id":{{node}},"organization_id":{{Federation.Organisations[0]}},"collaboration_id":{{Federation.Collaboration}},"study_id":null,"store_id":null,"task_id":{{task}},"image":"{{hospitals.Image}}","databases":[{"arguments":{"unit":"days"},"label":"second"}]}""",
            given["identity"]!.ToJsonString());
    }

    [Fact]
    public async Task Ends_as_its_code_ends_and_its_bytes_arrive_unchanged()
    {
        var ends = new Dictionary<string, int>();
        foreach (var method in (string[])["nan", "none", "fail", "exit3"])
        {
            ends[method] = await Submit(method, First, []);
        }

        var absent = await Submit("none", First, [new JsonObject { ["label"] = "absent" }]);

        Assert.Equal("failed", await Federation.Finished(absent, Patience));
        Assert.Equal(
            ["completed", "completed", "crashed", "crashed"],
            await Task.WhenAll(ends.Values.Select(task => Federation.Finished(task, Patience))));
        Assert.Equal("[NaN, Infinity, -Infinity]", await Text(ends["nan"]));
        Assert.Equal("null", await Text(ends["none"]));
        Assert.Equal("", await Text(ends["fail"]));
        Assert.Contains("ValueError: This method fails.\n", await Log(ends["fail"]), StringComparison.Ordinal);
        Assert.Equal("info > exit3 starts.\ncaf\uFFFD\n", await Log(ends["exit3"]));
        Assert.Equal(
            "This station has no data source 'absent'. It has 'default', 'store', 'second', 'book', 'scans'.", await Log(absent));
    }

    [Fact]
    public async Task Leaves_files_for_later_runs_of_its_job_and_not_for_others()
    {
        var keep = await Submit("keep", [Federation.Organisations[1]], [], new JsonObject { ["text"] = "for later" });
        var stranger = await Submit("kept", [Federation.Organisations[1]], []);

        Assert.Equal("completed", await Federation.Finished(keep, Patience));
        Assert.Equal("""["for later"]""", Assert.Single(await Federation.Results(keep)).ToJsonString());
        Assert.Equal("crashed", await Federation.Finished(stranger, Patience));
        Assert.Contains("FileNotFoundError", await Log(stranger), StringComparison.Ordinal);
    }

    private IEnumerable<int> First => [Federation.Organisations[0]];

    private async Task<int> Submit(string method, IEnumerable<int> organisations, JsonObject[] databases, JsonObject? arguments = null)
    {
        var input = new JsonObject { ["method"] = method, ["kwargs"] = arguments ?? [] }.ToJsonString();
        var task = await Federation.Researcher.Post("task", new JsonObject
        {
            ["name"] = method,
            ["image"] = hospitals.Image,
            ["collaboration_id"] = Federation.Collaboration,
            ["organizations"] = new JsonArray([.. organisations.Select(id => new JsonObject
            {
                ["id"] = id,
                ["input"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(input)),
            })]),
            ["databases"] = new JsonArray([.. databases.Select(d => d.DeepClone())]),
        });
        return (int)task["id"]!;
    }

    private async Task<string> Log(int task) =>
        (string)(await Federation.Researcher.Get($"run?task_id={task}"))["data"]![0]!["log"]!;

    private async Task<string> Text(int task) => Encoding.UTF8.GetString(Convert.FromBase64String(
        (string?)(await Federation.Researcher.Get($"result?task_id={task}"))["data"]![0]!["result"] ?? ""));
}
