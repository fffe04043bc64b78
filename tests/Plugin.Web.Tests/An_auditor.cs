using System.Globalization;
using System.IO.Compression;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Plugin.Web.Tests.Running;

namespace Plugin.Web.Tests;

/// <summary>Who ran what on whose data, who could see it, and is that record true?</summary>
public sealed class An_auditor(Installation installation)
{
    [Fact]
    public async Task Finds_a_task_by_its_data_replays_it_and_verifies_it_here()
    {
        var task = await installation.AnsweredTask();
        await using var visitor = await installation.VisitAsRoot();
        var page = visitor.Page;
        await visitor.Open("/audit/history?database=default&kind=task.created");
        await Assertions.Expect(page.GetByText($"ordered task {task}", new() { Exact = false }).First).ToContainTextAsync("Alice North");
        await page.GetByRole(AriaRole.Link, new() { Name = $"Replay task {task}", Exact = true }).ClickAsync();
        await Assertions.Expect(visitor.Heading($"Replay of task {task}")).ToBeVisibleAsync();

        var slider = page.GetByRole(AriaRole.Slider);
        await Assertions.Expect(slider).ToHaveAttributeAsync("aria-valuenow", "1");
        await Assertions.Expect(page.GetByText("not ordered yet")).ToBeVisibleAsync();
        await slider.PressAsync("ArrowRight");
        var runs = page.GetByRole(AriaRole.Region, new() { Name = "Its runs then" }).Last;
        await Assertions.Expect(runs.GetByRole(AriaRole.Cell, new() { Name = "waiting", Exact = true })).ToHaveCountAsync(1);
        await slider.PressAsync("End");
        await Assertions.Expect(runs.GetByText("completed").First).ToBeVisibleAsync();
        await slider.PressAsync("Home");
        await visitor.Button("Play").ClickAsync();
        // Each is shown for a moment only.
        await Assertions.Expect(slider).ToHaveAttributeAsync("aria-valuenow", new Regex("^([3-9]|[1-9][0-9])$"));
        await visitor.Button("Pause").ClickAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Verify all" }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-verdict=good]")).ToContainTextAsync("events are in the log, unchanged");
        await Assertions.Expect(page.Locator("[data-verdict=good]")).ToContainTextAsync("What it means, and what not");
        await visitor.Screenshot("audit-task-verified.en.desktop.light");
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Is_told_when_an_event_is_shown_otherwise_than_the_log_holds_it()
    {
        var task = await installation.AnsweredTask();
        await using var visitor = await installation.VisitAsRoot();
        var page = visitor.Page;
        var outcome = "failed";
        await page.RouteAsync("**/api/audit/tasks/*/replay", async route =>
        {
            var answer = await route.FetchAsync();
            var replay = JsonNode.Parse(await answer.TextAsync())!;
            var ended = replay["events"]!.AsArray().Last(e => (string)e!["name"]! == "run.ended/2")!;
            if (outcome == "failed")
            {
                ended["data"]!["outcome"] = outcome;
            }
            else
            {
                // What somebody with the database would do: the event's own bytes.
                var entry = Convert.FromBase64String((string)ended["entry"]!);
                entry[^17] ^= 1;
                ended["entry"] = Convert.ToBase64String(entry);
            }

            await route.FulfillAsync(new() { Response = answer, Body = replay.ToJsonString() });
        });

        await visitor.Open($"/audit/tasks/{task}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Verify all" }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-verdict=bad]")).ToContainTextAsync("is shown otherwise than the log holds it: data.outcome");

        outcome = "bytes";
        await page.ReloadAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Verify all" }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-verdict=bad]")).ToContainTextAsync("is not in the log as the hub shows it");
        await Assertions.Expect(page.Locator("[data-verdict=bad]")).ToContainTextAsync("Wrong: one event");
        await visitor.Screenshot("audit-task-tampered.en.desktop.light");
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Reads_the_whole_log_and_is_told_of_a_fork_by_what_this_browser_kept()
    {
        await installation.AnsweredTask();
        await using var visitor = await installation.VisitAsRoot();
        var page = visitor.Page;
        await visitor.Open("/audit/log");
        await Assertions.Expect(page.Locator("[data-verdict=good]")).ToContainTextAsync("This browser sees the hub’s key for the first time");
        await visitor.Button("Verify everything").ClickAsync();
        await Assertions.Expect(page.GetByText("lead to the root that the hub signed")).ToBeVisibleAsync();
        await visitor.Button("Check again").ClickAsync();
        await Assertions.Expect(page.Locator("[data-verdict=good]").First).ToContainTextAsync("The log continues the checkpoint of");
        await Assertions.Expect(page.GetByText("No alarm was ever raised")).ToBeVisibleAsync();

        // As if this browser had seen another history: what it kept is not what the log begins with.
        await page.EvaluateAsync("""
            () => {
              const name = Object.keys(localStorage).find((key) => key.startsWith('plugin.log.'));
              const known = JSON.parse(localStorage.getItem(name));
              localStorage.setItem(name, JSON.stringify({ ...known, root: btoa(String.fromCharCode(...new Uint8Array(32).fill(7))) }));
            }
            """);
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator("[data-verdict=bad]").First).ToContainTextAsync("FORK: the log does not continue the checkpoint");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("Do not rely on what is shown");
        await visitor.Screenshot("audit-log-fork.en.desktop.light");
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Asks_who_could_see_a_result_then_and_who_read_it()
    {
        var task = await installation.AnsweredTask();
        var replay = await installation.Federation.Root.Get($"audit/tasks/{task}/replay");
        var created = replay["events"]!.AsArray().First(e => (string)e!["name"]! == "run.created/1")!;
        var run = ((string)created["stream"]!)[4..];
        await using var visitor = await installation.VisitAsRoot("nl");
        var page = visitor.Page;
        await visitor.Open("/audit/readers");
        await page.GetByLabel("Runnummer").FillAsync(run);
        await visitor.Button("Vragen").ClickAsync();
        await Assertions.Expect(page.GetByText($"Run {run} van taak {task}")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Kon het zien" }).First.GetByRole(AriaRole.Row, new() { Name = "Alice North" }).First)
            .ToContainTextAsync("run bekijken, bereik: eigen samenwerkingen");

        // Before there was anything: nobody.
        var before = DateTimeOffset.Parse((string)created["at"]!, CultureInfo.InvariantCulture).AddHours(-2).ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture);
        await page.GetByLabel("Op dit moment").FillAsync(before);
        await visitor.Button("Vragen").ClickAsync();
        await Assertions.Expect(page.GetByText("Niemand kon het toen zien")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("Niemand had er toen van gelezen.")).ToBeVisibleAsync();
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Takes_the_record_along_with_its_proof()
    {
        var task = await installation.AnsweredTask();
        await using var visitor = await installation.VisitAsRoot();
        var page = visitor.Page;
        await visitor.Open($"/audit/export?task={task}");
        var file = await page.RunAndWaitForDownloadAsync(() => visitor.Button("Export").ClickAsync());

        Assert.Equal($"task-{task}.zip", file.SuggestedFilename);
        using var zip = new ZipArchive(File.OpenRead((await file.PathAsync())!), ZipArchiveMode.Read);
        Assert.Equal(
            ["README.txt", "checkpoint.txt", "events.jsonl", "index.txt", "keys.txt", "manifest.json"],
            zip.Entries.Select(entry => entry.FullName).Order(StringComparer.Ordinal));
        await Assertions.Expect(page.GetByText($"Saved as task-{task}.zip")).ToBeVisibleAsync();
        Assert.Empty(visitor.Complaints);
    }
}
