using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Plugin.Testing.Running;
using Plugin.Web.Tests.Running;

namespace Plugin.Web.Tests;

/// <summary>From the question to the curve, by the page alone.</summary>
public sealed class A_researcher(Installation installation)
{
    [Fact]
    public async Task Asks_by_the_guided_form_watches_the_task_reads_the_curve_and_begins_to_repeat_it()
    {
        await using var visitor = await installation.VisitAsResearcher();
        var page = visitor.Page;
        await visitor.Open("/tasks/new");
        await Choose(page, "Collaboration", "Oncology");
        await Choose(page, "Algorithm and function", "Survival (Kaplan-Meier)");
        await page.GetByRole(AriaRole.Radio).First.CheckAsync();
        await Choice(page, "Patients").FillAsync("default");
        await Choice(page, "Time").FillAsync("dtime");
        await visitor.Button("Order this task").ClickAsync();
        await Assertions.Expect(page.GetByText("Something is missing:")).ToBeVisibleAsync();
        // The stations do not tell the names of columns by themselves.
        await visitor.Button("Ask the stations for the names of columns").ClickAsync();
        await Assertions.Expect(page.GetByText("Names of columns are known from North, South, West.")).ToBeVisibleAsync();
        await Choose(page, "Event", "death");
        await Fill(page, "Name", "Survival ≤ 10 years, größe");
        await Assertions.Expect(page.GetByText("would take it")).ToHaveCountAsync(3);
        await visitor.Screenshot("tasks-new-filled");
        Assert.Empty(await visitor.AxeViolations());

        // The session ends meanwhile; what was typed does not.
        await page.Context.ClearCookiesAsync();
        await page.ReloadAsync();
        await page.Locator("input[autocomplete=username]").FillAsync("alice");
        await page.Locator("input[autocomplete=current-password]").FillAsync(Federation.Password);
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Textbox, new() { Name = "Name", Exact = true })).ToHaveValueAsync("Survival ≤ 10 years, größe");
        await visitor.Button("Order this task").ClickAsync();

        await Assertions.Expect(visitor.Heading("Survival ≤ 10 years, größe")).ToBeVisibleAsync();
        await visitor.Button("Open result").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Img, new() { NameRegex = new("^Survival curves") })).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Cell, new() { Name = "2,982", Exact = true }).First).ToBeVisibleAsync();
        await Assertions.Expect(visitor.Heading("Runs and subtasks")).ToBeVisibleAsync();
        await visitor.Button("Verify this task here").ClickAsync();
        await Assertions.Expect(page.Locator("[data-verdict=good]")).ToContainTextAsync("this task and its results are in the log");
        await Assertions.Expect(page.Locator("[data-verdict=good]")).ToContainTextAsync("byte for byte");
        await page.Locator("canvas").WaitForAsync();
        await visitor.Screenshot("tasks-id-verified");
        Assert.Empty(await visitor.AxeViolations());
        var saved = await page.RunAndWaitForDownloadAsync(() => visitor.Button("PNG").ClickAsync());
        Assert.EndsWith(".png", saved.SuggestedFilename, StringComparison.Ordinal);

        await visitor.Link("Repeat with changes").ClickAsync();
        await Assertions.Expect(Choice(page, "Time")).ToHaveValueAsync("dtime");
        await visitor.Link("Tasks").First.ClickAsync();
        await Assertions.Expect(visitor.Link("Survival ≤ 10 years, größe")).ToBeVisibleAsync();

        var study = await OrderInStudy("Of two hospitals");
        await Choose(page, "Study", "Two hospitals");
        await Assertions.Expect(visitor.Link("Of two hospitals")).ToBeVisibleAsync();
        await Assertions.Expect(visitor.Link("Survival ≤ 10 years, größe")).ToHaveCountAsync(0);
        Assert.Equal($"?study_id={study}", new Uri(page.Url).Query);
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Is_told_which_station_gives_no_names_of_columns_and_need_not_wait_for_it()
    {
        const string ask = "Ask the stations for the names of columns";
        await using var station = await PlayedStation.Join(installation.Federation, encrypted: false);
        await using var visitor = await installation.VisitAsResearcher();
        var page = visitor.Page;
        await page.Clock.InstallAsync();
        await visitor.Open("/tasks/new");
        await Choose(page, "Collaboration", station.Collaboration);
        await Choose(page, "Algorithm and function", "Survival (Kaplan-Meier)");
        await page.GetByRole(AriaRole.Radio, new() { Name = "North" }).CheckAsync();
        await Choice(page, "Patients").FillAsync("default");
        await Assertions.Expect(visitor.Button(ask)).ToBeVisibleAsync();
        await page.SetViewportSizeAsync(390, 844);
        await page.WaitForFunctionAsync("() => document.documentElement.scrollWidth === document.documentElement.clientWidth");

        await visitor.Button(ask).ClickAsync();
        await Assertions.Expect(page.GetByText("Waiting for North …")).ToBeVisibleAsync();
        var unanswered = await station.Ordered();
        await page.Clock.FastForwardAsync("01:30");
        await Assertions.Expect(page.GetByText("No answer yet from North.")).ToBeVisibleAsync();
        await visitor.Button("Do not wait").ClickAsync();
        Assert.Equal("killed by user", await installation.Federation.Finished(unanswered, TimeSpan.FromSeconds(60)));

        await visitor.Button(ask).ClickAsync();
        await Assertions.Expect(page.GetByText("Waiting for North …")).ToBeVisibleAsync();
        await station.Refuse(await station.Ordered(), "Names of columns stay here.");
        await Assertions.Expect(page.GetByText("North gave none: Names of columns stay here.")).ToBeVisibleAsync();
        await visitor.Screenshot("tasks-new-columns-refused");
        Assert.Empty(await visitor.AxeViolations());

        await visitor.Button("Ask again").ClickAsync();
        await Assertions.Expect(page.GetByText("Waiting for North …")).ToBeVisibleAsync();
        await station.Serve(await station.Ordered(), """["age", "sex"]""");
        await Assertions.Expect(page.GetByText("Names of columns are known from North.")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("North gave none")).ToHaveCountAsync(0);
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Stops_a_task_that_takes_too_long()
    {
        var federation = installation.Federation;
        var wait = new JsonObject { ["method"] = "wait", ["kwargs"] = new JsonObject { ["milliseconds"] = 120_000 } };
        var task = await federation.Researcher.Submit(federation.Collaboration, Federation.Image, wait, federation.Organisations[..1]);
        await using var visitor = await installation.VisitAsResearcher("nl");
        var page = visitor.Page;
        await visitor.Open($"/tasks/{task}");
        await Assertions.Expect(page.GetByText("loopt", new() { Exact = true }).First).ToBeVisibleAsync();

        await visitor.Button("Stoppen").ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Stoppen" }).ClickAsync();

        await Assertions.Expect(page.GetByText("gestopt door gebruiker").First).ToBeVisibleAsync();
        await Assertions.Expect(visitor.Button("Stoppen")).ToHaveCountAsync(0);
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Sees_a_hostile_result_as_text()
    {
        const string hostile = """
            {"rows": [{"name": "<img src=x onerror=\"window.hacked = true\">", "value": 1}, {"name": "=cmd|' /C calc'!A0", "value": 2}], "columns": {"<b>bold</b>": {"count": 1}}}
            """;
        await using var station = await PlayedStation.Join(installation.Federation, encrypted: false);
        var task = await station.Answer(hostile);
        await using var visitor = await installation.VisitAsResearcher();
        var page = visitor.Page;
        await visitor.Open($"/tasks/{task}");

        await visitor.Button("Open result").ClickAsync();

        await page.GetByRole(AriaRole.Tab, new() { Name = "rows" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Cell, new() { Name = "<img src=x onerror=\"window.hacked = true\">" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Tab, new() { Name = "All of it" }).ClickAsync();
        await Assertions.Expect(page.GetByText("<b>bold</b>")).ToBeVisibleAsync();
        Assert.False(await page.EvaluateAsync<bool>("() => 'hacked' in window"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Log", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Log)).ToContainTextAsync("<script>printed</script>");
        await visitor.Screenshot("tasks-id-hostile");
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Sees_how_values_lie_and_how_far_groups_are_apart()
    {
        var histogram = await Order("central_histogram", new() { ["column"] = "age", ["bins"] = 8 }, 1);
        var partials = await Order("partial_summary", new() { ["columns"] = new JsonArray("age") }, 3);
        var summary = await installation.AnsweredTask();
        await using var visitor = await installation.VisitAsResearcher();
        var page = visitor.Page;
        (int Task, string View, string Open, string[] Names)[] views =
        [
            (summary, "summary", "Open result", ["age: Box plot", "age: Forest plot"]), (histogram, "histogram", "Open result", ["Histogram: age"]),
            (partials, "compared", "Compare nodes", ["age: Box plot", "age: Forest plot"]),
        ];
        foreach (var (task, view, open, names) in views)
        {
            await installation.Federation.Finished(task, TimeSpan.FromSeconds(60));
            await visitor.Open($"/tasks/{task}");
            await visitor.Button(open).ClickAsync();
            foreach (var name in names)
            {
                await Assertions.Expect(page.GetByRole(AriaRole.Img, new() { Name = name, Exact = true }).Locator("canvas")).ToBeVisibleAsync();
            }

            await visitor.Screenshot($"tasks-id-{view}.en.desktop.light");
        }

        // As v6-glm-py of vantage6 gives them; our own algorithms have no regression.
        const string coefficients = """{"coefficients": {"beta": {"age": 0.4, "size": -0.2}, "std_error": {"age": 0.1, "size": 0.3}, "p_value": {"age": 0.01, "size": 0.5}}, "details": {"converged": true}}""";
        await using var station = await PlayedStation.Join(installation.Federation, encrypted: false);
        await visitor.Open($"/tasks/{await station.Answer(coefficients)}");
        await visitor.Button("Open result").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Img, new() { Name = "Forest plot", Exact = true }).Locator("canvas")).ToBeVisibleAsync();
        await visitor.Screenshot("tasks-id-forest.en.desktop.light");

        await visitor.Open($"/tasks/{partials}");
        await visitor.Button("Compare nodes").ClickAsync();
        await page.SetViewportSizeAsync(390, 844);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await page.GetByRole(AriaRole.Img, new() { Name = "age: Forest plot", Exact = true }).Locator("canvas").WaitForAsync();
        await visitor.Screenshot("tasks-id-compared.en.phone.dark");
        Assert.Empty(await visitor.AxeViolations());
        Assert.Empty(visitor.Complaints);

        Task<int> Order(string method, JsonObject arguments, int organisations) => installation.Federation.Researcher.Submit(
            installation.Federation.Collaboration, Federation.Image, new JsonObject { ["method"] = method, ["kwargs"] = arguments },
            installation.Federation.Organisations[..organisations], "default");
    }

    [Fact]
    public async Task Orders_and_reads_what_only_the_hospital_and_this_browser_can_read()
    {
        await using var station = await PlayedStation.Join(installation.Federation, encrypted: true);
        await using var visitor = await installation.VisitAsResearcher();
        var page = visitor.Page;
        var sent = new ConcurrentQueue<string>();
        page.Request += (_, request) => sent.Enqueue($"{request.Url} {request.PostData}");
        await visitor.Open("/tasks/new");
        await Choose(page, "Collaboration", station.Collaboration);
        await Choose(page, "Algorithm and function", "Another image, by name");
        await Fill(page, "Algorithm image", Federation.Image);
        await Fill(page, "Function", "played");
        await Fill(page, "Arguments", """{"secret": "né"}""");
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "North" }).CheckAsync();
        await Assertions.Expect(page.GetByText("Encrypted for North, whose key this browser keeps from now on")).ToBeVisibleAsync();
        await visitor.Button("Compare with the log").ClickAsync();
        await Assertions.Expect(page.Locator("[data-verdict=good]")).ToContainTextAsync("North: the key stands in the log, set by user");
        await visitor.Screenshot("tasks-new-keys-compared");
        await Fill(page, "Name", "Sealed");
        await visitor.Button("Order this task").ClickAsync();
        await Assertions.Expect(visitor.Heading("Sealed")).ToBeVisibleAsync();
        var task = int.Parse(page.Url.Split('/')[^1], CultureInfo.InvariantCulture);

        Assert.Equal("""{"method":"played","kwargs":{"secret":"né"}}""", await station.Serve(task, """[{"name": "age", "mean": 54.25}]"""));
        var unsealed = Convert.ToBase64String("{\"method\":\"played\""u8);
        Assert.DoesNotContain(sent, request => request.Contains("né", StringComparison.Ordinal) || request.Contains(unsealed, StringComparison.Ordinal));

        await visitor.Button("Open result").ClickAsync();
        await Assertions.Expect(page.GetByText("encrypted for the organization that ordered it")).ToBeVisibleAsync();
        await page.Locator("input[type=file]").SetInputFilesAsync(station.KeyFile("other.pem", own: false));
        await Assertions.Expect(page.GetByRole(AriaRole.Alert).GetByText("This is not the private key")).ToBeVisibleAsync();
        await page.Locator("input[type=file]").SetInputFilesAsync(station.KeyFile("own.pem", own: true));
        await Assertions.Expect(page.GetByRole(AriaRole.Cell, new() { Name = "54.25" })).ToBeVisibleAsync();
        await visitor.Screenshot("tasks-id-encrypted");
        Assert.DoesNotContain(sent, request => request.Contains("PRIVATE KEY", StringComparison.Ordinal));
        Assert.Equal(0, await page.EvaluateAsync<int>("() => [...Object.values(localStorage), ...Object.values(sessionStorage)].filter((text) => text.includes('PRIVATE')).length"));

        await station.ChangeKey();
        await visitor.Open($"/tasks/new?repeat={task}");
        await Assertions.Expect(page.GetByText("The hub shows another key for North")).ToBeVisibleAsync();
        await visitor.Button("Order this task").ClickAsync();
        await Assertions.Expect(page.GetByText("a look at the key that changed")).ToBeVisibleAsync();
        await visitor.Screenshot("tasks-new-key-changed");
        Assert.Empty(visitor.Complaints);
    }

    private static Task Fill(IPage page, string label, string text) => page.GetByRole(AriaRole.Textbox, new() { Name = label, Exact = true }).FillAsync(text);

    private async Task<int> OrderInStudy(string name)
    {
        var federation = installation.Federation;
        var study = (int)(await federation.Root.Post("study", new JsonObject
        {
            ["name"] = "Two hospitals",
            ["collaboration_id"] = federation.Collaboration,
            ["organization_ids"] = new JsonArray(federation.Organisations[0], federation.Organisations[1]),
        }))["id"]!;
        await federation.Researcher.Post("task", new JsonObject
        {
            ["name"] = name,
            ["image"] = Federation.Image,
            ["study_id"] = study,
            ["organizations"] = new JsonArray(new JsonObject { ["id"] = federation.Organisations[0], ["input"] = Convert.ToBase64String("""{"method":"wait","kwargs":{"milliseconds":1}}"""u8) }),
            ["databases"] = new JsonArray(),
        });
        return study;
    }

    private static ILocator Choice(IPage page, string label) => page.GetByRole(AriaRole.Combobox, new() { Name = label, Exact = true });

    private static async Task Choose(IPage page, string label, string option)
    {
        await page.GetByRole(AriaRole.Combobox, new() { Name = label }).ClickAsync();
        await page.GetByRole(AriaRole.Option, new() { Name = option, Exact = true }).ClickAsync();
    }
}
