using Microsoft.Playwright;

namespace Plugin.Bench.Web;

/// <summary>Debian's Chromium at a hub's page.</summary>
internal sealed class Browsing : IAsyncDisposable
{
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Browsing(IPlaywright playwright, IBrowser browser, IPage page) => (_playwright, _browser, Page) = (playwright, browser, page);

    public IPage Page { get; }

    public static async Task<Browsing> Begin(Uri hub)
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(
            new() { ExecutablePath = "/usr/bin/chromium", Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] });
        var page = await browser.NewPageAsync(new() { BaseURL = hub.ToString(), Locale = "en-GB", ViewportSize = new() { Width = 1280, Height = 800 } });
        return new Browsing(playwright, browser, page);
    }

    public async Task SignIn(string name, string password)
    {
        await Page.GotoAsync("/sign-in");
        await Page.Locator("input[autocomplete=username]").FillAsync(name);
        await Page.Locator("input[autocomplete=current-password]").FillAsync(password);
        await Page.Locator("button[type=submit]").ClickAsync();
        await Page.Locator("header").WaitForAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
