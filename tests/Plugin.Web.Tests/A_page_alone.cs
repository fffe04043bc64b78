using Microsoft.Playwright;
using Plugin.Testing.Running;
using Plugin.Web.Tests.Running;

namespace Plugin.Web.Tests;

/// <summary>Served from elsewhere, with a file beside it that says where the hub is.</summary>
public sealed class A_page_alone(Installation installation)
{
    private static readonly Uri Elsewhere = new("http://page.example/");

    [Fact]
    public async Task Works_with_tokens_that_leave_no_trace_in_the_browser_and_die_with_the_tab()
    {
        await using var visitor = await Visitor.Come(installation.Browser, Elsewhere, "en", phone: false, ColorScheme.Light);
        var page = visitor.Page;
        await page.Context.RouteAsync($"{Elsewhere}**", Serve);

        await visitor.SignIn("alice", Federation.Password);

        await Assertions.Expect(visitor.Heading("Home")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("[data-connection=live]")).ToHaveCountAsync(1);
        Assert.Empty(await page.Context.CookiesAsync());
        Assert.DoesNotContain("ey", await page.EvaluateAsync<string>("() => JSON.stringify([localStorage, sessionStorage])"), StringComparison.Ordinal);
        await page.ReloadAsync();
        await Assertions.Expect(visitor.Heading("Sign in")).ToBeVisibleAsync();
        Assert.Empty(visitor.Complaints);
    }

    /// <summary>As a host of static files does it.</summary>
    private Task Serve(IRoute route)
    {
        var path = new Uri(route.Request.Url).AbsolutePath;
        if (path == "/config.json")
        {
            return route.FulfillAsync(new() { ContentType = "application/json", Body = $$"""{"api":"{{installation.Address}}api"}""" });
        }

        var dist = Path.Combine(Repository.Root, "src", "Plugin.Web", "dist");
        var file = Path.Combine(dist, path.TrimStart('/'));
        return route.FulfillAsync(new() { Path = File.Exists(file) ? file : Path.Combine(dist, "index.html") });
    }
}
