using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Plugin.Bench.Api;
using Plugin.Testing.Running;

namespace Plugin.Bench.Web;

/// <summary>The page as somebody in front of a browser has it, measured by the browser: the hub on the same machine, a new visit each time.</summary>
internal static class WebBench
{
    private const int Visits = 7;
    private const int Turns = 20;

    // From what somebody does to the second frame after what they wait for is there: then it has been painted.
    private const string Painted = """
        (selector) => new Promise((resolve) => {
          const look = () => document.querySelector(selector) === null
            ? requestAnimationFrame(look)
            : requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now())));
          look();
        })
        """;

    // From what somebody does to the next frame that was painted after it.
    private const string Act = """
        (element, [how, what]) => new Promise((resolve) => {
          const acts = {
            click: () => element.click(),
            key: () => element.dispatchEvent(new KeyboardEvent('keydown', { key: what, code: what, bubbles: true })),
            // As React is told of typing.
            type: () => {
              Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(element, what);
              element.dispatchEvent(new Event('input', { bubbles: true }));
            },
          };
          const begun = performance.now();
          acts[how]();
          requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - begun)));
        })
        """;

    public static IEnumerable<(string Part, Func<Figures, CancellationToken, Task> Run)> Parts =>
    [
        ("web", Run),
        ("web.page", Page),
        ("web.list1k", (figures, token) => List("1k", 1_000, figures, token)),
        ("web.list1m", (figures, token) => List("1m", 1_000_000, figures, token)),
    ];

    // The browser may tell of it a moment later.
    private const string FirstPaint = """
        () => new Promise(told => {
            const look = () => {
                const [paint] = performance.getEntriesByName('first-contentful-paint');
                paint ? told(paint.startTime) : requestAnimationFrame(look);
            };
            look();
        })
        """;

    private static async Task Run(Figures figures, CancellationToken cancellationToken)
    {
        await Page(figures, cancellationToken);
        await List("1m", 1_000_000, figures, cancellationToken);
    }

    private static async Task Page(Figures figures, CancellationToken cancellationToken)
    {
        await using var federation = await Federation.Start();
        var curve = new JsonObject { ["method"] = "central_kaplan_meier", ["kwargs"] = new JsonObject { ["time"] = "dtime", ["event"] = "death", ["group_by"] = "grade" } };
        var task = await federation.Researcher.Submit(federation.Collaboration, Federation.Image, curve, federation.Organisations[..1], "default");
        await federation.Finished(task, TimeSpan.FromMinutes(2));
        await using var browser = await Browsing.Begin(federation.Hub.Address);
        await browser.SignIn("root", HubProcess.RootPassword);
        List<double> first = [];
        List<double> home = [];
        for (var visit = 0; visit < Visits; visit++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await browser.Page.GotoAsync("/");
            // Counted from the beginning of the navigation, as the browser's own first-contentful-paint is.
            home.Add(await browser.Page.EvaluateAsync<double>(Painted, "main h1"));
            first.Add(await browser.Page.EvaluateAsync<double>(FirstPaint));
        }

        figures.Set("web.fcp_ms", Median(home));
        figures.Set("web.first_paint_ms", Median(first));
        figures.Set("web.interaction_ms", Percentile(await Interactions(browser.Page, task), 0.95));
    }

    /// <summary>Menus and pages, typing into a filter and sorting, opening a curve, and the slider of a replay: all in turns.</summary>
    private static async Task<List<double>> Interactions(IPage page, int task)
    {
        List<double> taken = [];
        var menu = page.Locator("header [aria-haspopup=menu]").First;
        await Turn("/", async _ => [await Did(menu, "click"), await Did(menu, "click"), await Did(page.Locator("nav a").Nth(1), "click"), await Did(page.Locator("nav a").First, "click")]);
        var (filter, heading) = (page.Locator("input[type=search]").First, page.Locator("th button").First);
        // What fits nothing would leave no heading to sort by.
        await Turn("/tasks", async turn => [await Did(heading, "click"), await Did(filter, "type", turn % 2 == 0 ? "e" : "")]);
        var result = page.Locator("button[aria-expanded]").Filter(new() { HasTextRegex = new("^(Open result|Close)$") });
        await Turn($"/tasks/{task}", async _ => [await Did(result, "click")]);
        var slider = page.GetByRole(AriaRole.Slider);
        await Turn($"/audit/tasks/{task}", async _ => [await Did(slider, "key", "ArrowRight")]);
        // Doing nothing is quick, too.
        return await slider.GetAttributeAsync("aria-valuenow") != "1" ? taken : throw new InvalidOperationException("The slider did not move.");

        async Task Turn(string path, Func<int, Task<double[]>> act)
        {
            await page.GotoAsync(path);
            await page.Locator("h1").First.WaitForAsync();
            for (var turn = 0; turn < Turns; turn++)
            {
                taken.AddRange(await act(turn));
            }
        }

        static Task<double> Did(ILocator element, string how, string what = "") => element.EvaluateAsync<double>(Act, new[] { how, what });
    }

    /// <summary>Turning the pages of a list of so many tasks: from the click to the next rows on the screen.</summary>
    private static async Task List(string size, int tasks, Figures figures, CancellationToken cancellationToken)
    {
        var (subject, _) = await KeptHistory.Of(size, tasks, figures, cancellationToken);
        await using HubProcess hub = subject.Hub;
        await hub.Serve();
        await using var browser = await Browsing.Begin(hub.Address);
        await browser.SignIn("root", HubProcess.RootPassword);
        await browser.Page.GotoAsync("/tasks");
        await browser.Page.Locator("tbody tr").First.WaitForAsync();
        List<double> taken = [];
        for (var turn = 0; turn < Turns; turn++)
        {
            taken.Add(await browser.Page.EvaluateAsync<double>("""
                () => new Promise((resolve) => {
                  const row = () => document.querySelector('tbody tr a')?.getAttribute('href');
                  const before = row();
                  const begun = performance.now();
                  [...document.querySelectorAll('nav button')].at(-1).click();
                  const look = () => row() === before
                    ? requestAnimationFrame(look)
                    : requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - begun)));
                  look();
                })
                """));
        }

        figures.Set($"web.list{size}_ms", Median(taken));
    }

    private static double Median(List<double> values) => Percentile(values, 0.5);

    private static double Percentile(List<double> values, double share) => values.Order().ElementAt((int)Math.Ceiling(share * values.Count) - 1);
}
