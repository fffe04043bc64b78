using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Plugin.Testing.Running;
using Plugin.Web.Tests.Running;

namespace Plugin.Web.Tests;

/// <summary>From the question to the curve, by the page alone.</summary>
public sealed class A_researcher(Installation installation)
{
    private static readonly LocatorAssertionsToBeVisibleOptions Patiently = new() { Timeout = 60_000 };

    [Fact]
    public async Task Asks_by_the_guided_form_watches_the_task_reads_the_curve_and_repeats_it_with_changes()
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
        await Choice(page, "Event").FillAsync("death");
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Name", Exact = true }).FillAsync("Survival ≤ 10 years, größe");
        await Assertions.Expect(page.GetByText("would take it")).ToHaveCountAsync(3, new() { Timeout = 20_000 });
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
        await visitor.Button("Open result").ClickAsync(new() { Timeout = 60_000 });
        await Assertions.Expect(page.GetByRole(AriaRole.Img, new() { NameRegex = new("^Survival curves") })).ToBeVisibleAsync(Patiently);
        await Assertions.Expect(page.GetByRole(AriaRole.Cell, new() { Name = "2,982", Exact = true }).First).ToBeVisibleAsync();
        await Assertions.Expect(visitor.Heading("Runs and subtasks")).ToBeVisibleAsync();
        await page.Locator("canvas").WaitForAsync();
        await visitor.Screenshot("tasks-id-curve");
        Assert.Empty(await visitor.AxeViolations());
        var saved = await page.RunAndWaitForDownloadAsync(() => visitor.Button("PNG").ClickAsync());
        Assert.EndsWith(".png", saved.SuggestedFilename, StringComparison.Ordinal);

        await visitor.Link("Repeat with changes").ClickAsync();
        await Assertions.Expect(Choice(page, "Time")).ToHaveValueAsync("dtime");
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Name", Exact = true }).FillAsync("Once more");
        await visitor.Button("Order this task").ClickAsync();
        await Assertions.Expect(visitor.Heading("Once more")).ToBeVisibleAsync();
        await visitor.Link("Tasks").First.ClickAsync();
        await Assertions.Expect(visitor.Link("Once more")).ToBeVisibleAsync();
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
        await Assertions.Expect(page.GetByText("loopt", new() { Exact = true }).First).ToBeVisibleAsync(Patiently);

        await visitor.Button("Stoppen").ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Stoppen" }).ClickAsync();

        await Assertions.Expect(page.GetByText("gestopt door gebruiker").First).ToBeVisibleAsync(Patiently);
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
    public async Task Opens_an_encrypted_result_with_a_key_that_stays_in_the_browser()
    {
        await using var station = await PlayedStation.Join(installation.Federation, encrypted: true);
        var task = await station.Answer("""[{"name": "age", "mean": 54.25}]""");
        await using var visitor = await installation.VisitAsResearcher();
        var page = visitor.Page;
        var sent = new List<string>();
        page.Request += (_, request) => sent.Add($"{request.Url} {request.PostData}");
        await visitor.Open($"/tasks/{task}");
        await visitor.Button("Open result").ClickAsync();
        await Assertions.Expect(page.GetByText("encrypted for the organization that ordered it")).ToBeVisibleAsync();

        await page.Locator("input[type=file]").SetInputFilesAsync(station.KeyFile("other.pem", own: false));
        await Assertions.Expect(page.GetByRole(AriaRole.Alert).GetByText("This is not the private key")).ToBeVisibleAsync();
        await page.Locator("input[type=file]").SetInputFilesAsync(station.KeyFile("own.pem", own: true));

        await Assertions.Expect(page.GetByRole(AriaRole.Cell, new() { Name = "54.25" })).ToBeVisibleAsync();
        await visitor.Screenshot("tasks-id-encrypted");
        Assert.DoesNotContain(sent, request => request.Contains("PRIVATE KEY", StringComparison.Ordinal));
        Assert.Equal(0, await page.EvaluateAsync<int>("() => [...Object.values(localStorage), ...Object.values(sessionStorage)].filter((text) => text.includes('PRIVATE')).length"));
        Assert.Empty(visitor.Complaints);
    }

    private static ILocator Choice(IPage page, string label) => page.GetByRole(AriaRole.Combobox, new() { Name = label, Exact = true });

    private static async Task Choose(IPage page, string label, string option)
    {
        await page.GetByRole(AriaRole.Combobox, new() { Name = label }).ClickAsync();
        await page.GetByRole(AriaRole.Option, new() { Name = option, Exact = true }).ClickAsync();
    }
}
