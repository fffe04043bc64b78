using Microsoft.Playwright;
using Plugin.Web.Tests.Pages;
using Plugin.Web.Tests.Running;

namespace Plugin.Web.Tests;

/// <summary>Each page there is, looked at and looked over; a page that is in no list fails, and so does a page in a list that is none.</summary>
public sealed class Every_page(Installation installation)
{
    // Of language, window and ground every two meet in each way.
    private static readonly (string Language, Guise[] Guises)[] Pairwise =
    [
        ("en", [new(Phone: false, ColorScheme.Light), new(Phone: true, ColorScheme.Dark)]),
        ("nl", [new(Phone: false, ColorScheme.Dark), new(Phone: true, ColorScheme.Light)]),
    ];

    [Fact]
    public void Is_in_the_list_of_its_area() =>
        Assert.Equal(KnownPages.Routes.Order(StringComparer.Ordinal), KnownPages.All.Select(page => page.Route).Order(StringComparer.Ordinal));

    [Fact]
    public async Task Has_a_heading_and_no_violation_of_WCAG_and_is_as_wide_as_its_window()
    {
        // Some of them make first what they show, which two at once must not do.
        var paths = new Dictionary<KnownPage, string>();
        foreach (var page in KnownPages.All)
        {
            paths[page] = await page.Path(installation);
        }

        var wrong = await Task.WhenAll(Pairwise.Select(both => LookOver(both.Language, both.Guises, paths)));

        Assert.True(wrong.All(one => one.Count == 0), string.Join('\n', wrong.SelectMany(one => one)));
    }

    private async Task<IReadOnlyList<string>> LookOver(string language, Guise[] guises, Dictionary<KnownPage, string> paths)
    {
        var wrong = new List<string>();
        await using var anyone = await installation.Visit(language);
        await using var researcher = await installation.VisitAsResearcher(language);
        await using var root = await installation.VisitAsRoot(language);
        await anyone.Open("/sign-in");
        foreach (var page in KnownPages.All)
        {
            var visitor = page.Who switch { Who.Anyone => anyone, Who.Researcher => researcher, _ => root };
            await visitor.Go(paths[page]);
            // The guise of the page before comes first.
            Array.Reverse(guises);
            foreach (var guise in guises)
            {
                var seen = $"{page.Route} ({language}, {guise.Name})";
                await visitor.Become(guise);
                await visitor.Screenshot($"{page.Name}.{language}.{guise.Name}");
                wrong.AddRange((await visitor.AxeViolations()).Select(violation => $"{seen}: {violation}"));
                var over = await visitor.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - window.innerWidth");
                if (over > 0)
                {
                    wrong.Add($"{seen} is {over} pixels wider than its window");
                }

                wrong.AddRange(visitor.TakeComplaints().Select(complaint => $"{seen}: {complaint}"));
            }
        }

        return wrong;
    }
}
