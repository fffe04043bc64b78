using System.Collections.Concurrent;
using Microsoft.Playwright;
using Plugin.Testing.Running;

namespace Plugin.Web.Tests.Running;

/// <summary>Somebody with a browser at the hub's page. Whatever their browser complains of fails the journey when it ends.</summary>
public sealed class Visitor : IAsyncDisposable
{
    /// <summary>In milliseconds: for what a page does by itself, on a machine with much else to do.</summary>
    public const float Patience = 60_000;

    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _complaints = new();

    private Visitor(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.PageError += (_, error) => _complaints.Enqueue(error);
        page.Console += (_, message) =>
        {
            // An answer that refuses is no mistake of the page, and the browser says nothing else about those.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            {
                _complaints.Enqueue(message.Text);
            }
        };
    }

    public IPage Page { get; }

    /// <summary>Errors that the page or its content security policy gave rise to.</summary>
    public IReadOnlyList<string> Complaints => [.. _complaints];

    /// <summary>Those since the last time.</summary>
    public IReadOnlyList<string> TakeComplaints()
    {
        var taken = new List<string>();
        while (_complaints.TryDequeue(out var complaint))
        {
            taken.Add(complaint);
        }

        return taken;
    }

    public static async Task<Visitor> Come(IBrowser browser, Uri address, string language, bool phone, ColorScheme scheme)
    {
        var context = await browser.NewContextAsync(new()
        {
            BaseURL = address.ToString(),
            Locale = language == "nl" ? "nl-NL" : "en-GB",
            TimezoneId = "Europe/Amsterdam",
            ColorScheme = scheme,
            ViewportSize = new Guise(phone, scheme).Window,
            HasTouch = phone,
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(Patience);
        return new Visitor(context, await context.NewPageAsync());
    }

    public async Task SignIn(string name, string password)
    {
        await Open("/sign-in");
        await Page.Locator("input[autocomplete=username]").FillAsync(name);
        await Page.Locator("input[autocomplete=current-password]").FillAsync(password);
        await Page.Locator("button[type=submit]").ClickAsync();
        await Page.Locator("header").WaitForAsync();
    }

    /// <summary>Goes to an address of the page; it is there when it has a heading and nothing more to fetch.</summary>
    public async Task Open(string path)
    {
        await Page.GotoAsync(path);
        await Settled();
    }

    /// <summary>Goes to another address without loading the page anew, as its own links do.</summary>
    public async Task Go(string path)
    {
        await Page.EvaluateAsync("(path) => { history.pushState(null, '', path); dispatchEvent(new PopStateEvent('popstate')); }", path);
        // The page before stays until the next one is there.
        await Page.Locator($"h1[data-path='{path}']").WaitForAsync();
        await Settled();
    }

    /// <summary>Looks at the page another way, without loading it anew.</summary>
    public async Task Become(Guise guise)
    {
        await Page.SetViewportSizeAsync(guise.Window.Width, guise.Window.Height);
        await Page.EmulateMediaAsync(new() { ColorScheme = guise.Scheme });
        await Page.Locator($"html[data-mantine-color-scheme={guise.Scheme.ToString().ToLowerInvariant()}]").WaitForAsync();
        // Lists become cards, and all has its colours, with the frame after that.
        await Page.EvaluateAsync("() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))").WaitAsync(TimeSpan.FromMilliseconds(Patience));
        await Settled();
    }

    /// <summary>Waits until the page has a heading and says of nothing that it is being fetched.</summary>
    public async Task Settled()
    {
        await Page.Locator("h1").First.WaitForAsync();
        await Assertions.Expect(Page.Locator("[data-loading-words]")).ToHaveCountAsync(0);
    }

    public ILocator Heading(string name) => Page.GetByRole(AriaRole.Heading, new() { Name = name, Exact = true });

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public ILocator Link(string name) => Page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true });

    /// <summary>Kept under <c>artifacts/screens</c>.</summary>
    public async Task Screenshot(string name) =>
        await Page.ScreenshotAsync(new() { Path = Path.Combine(Repository.Root, "artifacts", "screens", $"{name}.png"), FullPage = true });

    public Task<IReadOnlyList<string>> AxeViolations() => Axe.Violations(Page);

    public async ValueTask DisposeAsync() => await _context.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromMilliseconds(Patience));
}
