using Microsoft.Playwright;
using Plugin.Web.Tests.Pages;
using Plugin.Web.Tests.Running;

namespace Plugin.Web.Tests;

/// <summary>Each page there is, looked at and looked over; a page that is in no list fails.</summary>
public sealed class Every_page(Installation installation)
{
    [Fact]
    public void Is_in_the_list_of_its_area() =>
        Assert.Empty(KnownPages.Routes.Except(KnownPages.All.Select(page => page.Route)));

    [Theory]
    [InlineData("en", false, ColorScheme.Light)]
    [InlineData("nl", true, ColorScheme.Dark)]
    public async Task Has_a_heading_and_no_violation_of_WCAG_and_is_as_wide_as_its_window(string language, bool phone, ColorScheme scheme)
    {
        var wrong = new List<string>();
        await installation.AnsweredTask();
        await using var anyone = await installation.Visit(language, phone, scheme);
        await using var researcher = await installation.VisitAsResearcher(language, phone, scheme);
        await using var root = await installation.VisitAsRoot(language, phone, scheme);
        await anyone.Open("/sign-in");
        foreach (var page in KnownPages.All)
        {
            var visitor = page.Who switch { Who.Anyone => anyone, Who.Researcher => researcher, _ => root };
            await visitor.Go(await page.Path(installation));
            await visitor.Screenshot($"{page.Name}.{language}.{(phone ? "phone" : "desktop")}.{scheme.ToString().ToLowerInvariant()}");
            wrong.AddRange((await visitor.AxeViolations()).Select(violation => $"{page.Route}: {violation}"));
            var over = await visitor.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - window.innerWidth");
            if (over > 0)
            {
                wrong.Add($"{page.Route} is {over} pixels wider than its window");
            }

            wrong.AddRange(visitor.TakeComplaints().Select(complaint => $"{page.Route}: {complaint}"));
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }
}
