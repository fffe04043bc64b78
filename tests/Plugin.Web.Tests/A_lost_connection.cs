using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Plugin.Testing.Running;
using Plugin.Web.Tests.Running;

namespace Plugin.Web.Tests;

/// <summary>What the page shows is the hub's present state, or it says that it may not be.</summary>
public sealed class A_lost_connection(Installation installation)
{
    private static readonly JsonObject Ages = new() { ["method"] = "partial_summary", ["kwargs"] = new JsonObject { ["columns"] = new JsonArray("age") } };

    [Fact]
    public async Task Is_shown_and_what_happened_meanwhile_is_caught_up()
    {
        var federation = installation.Federation;
        await using var visitor = await installation.VisitAsResearcher();
        var page = visitor.Page;
        await Assertions.Expect(page.Locator("[data-connection=live]")).ToHaveCountAsync(1);

        await page.Context.SetOfflineAsync(true);
        await Assertions.Expect(page.GetByText("Connection lost, trying again")).ToBeVisibleAsync();
        await visitor.Screenshot("home-connection-lost");
        var task = await Answered(federation);
        await Assertions.Expect(page.Locator($"a[href='/tasks/{task}']")).ToHaveCountAsync(0);
        await page.Context.SetOfflineAsync(false);

        await Assertions.Expect(page.Locator($"a[href='/tasks/{task}']").First).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("[data-connection=live]")).ToHaveCountAsync(1);
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Is_what_a_page_leaves_to_others_while_nobody_looks_at_it()
    {
        var federation = installation.Federation;
        await using var visitor = await installation.Visit();
        var page = visitor.Page;
        await page.Clock.InstallAsync();
        await visitor.SignIn("alice", Federation.Password);
        await Assertions.Expect(page.Locator("[data-connection=live]")).ToHaveCountAsync(1);

        await Look(page, away: true);
        await page.Clock.FastForwardAsync(31_000);
        await Assertions.Expect(page.Locator("[data-connection=live]")).ToHaveCountAsync(0);
        var task = await Answered(federation);
        await Assertions.Expect(page.Locator($"a[href='/tasks/{task}']")).ToHaveCountAsync(0);
        await Look(page, away: false);

        await Assertions.Expect(page.Locator($"a[href='/tasks/{task}']").First).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("[data-connection=live]")).ToHaveCountAsync(1);
        Assert.Empty(visitor.Complaints);
    }

    private static async Task<int> Answered(Federation federation)
    {
        var task = await federation.Researcher.Submit(federation.Collaboration, Federation.Image, Ages, federation.Organisations, "default");
        await federation.Finished(task, TimeSpan.FromSeconds(60));
        return task;
    }

    // A browser without a window never hides its pages.
    private static async Task Look(IPage page, bool away) => await page.EvaluateAsync(
        "(away) => { Object.defineProperty(document, 'hidden', { configurable: true, get: () => away }); document.dispatchEvent(new Event('visibilitychange')); }", away);
}
