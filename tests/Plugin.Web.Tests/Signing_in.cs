using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Plugin.Testing.Running;
using Plugin.Web.Tests.Running;

namespace Plugin.Web.Tests;

/// <summary>From the door to the home page, and out again.</summary>
public sealed class Signing_in(Installation installation)
{
    [Fact]
    public async Task Says_that_a_password_is_wrong_and_lets_in_with_the_right_one_to_where_one_wanted_to_be()
    {
        await using var visitor = await installation.Visit();
        var page = visitor.Page;
        await visitor.Open("/account/sessions");
        await Assertions.Expect(visitor.Heading("Sign in")).ToBeFocusedAsync();

        await page.GetByLabel("User name").FillAsync("alice");
        await page.Locator("input[autocomplete=current-password]").FillAsync("Not-the-password-1!");
        await visitor.Button("Sign in").ClickAsync();

        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The username or password is wrong");
        Assert.Equal("alice", await page.GetByLabel("User name").InputValueAsync());

        await page.Locator("input[autocomplete=current-password]").FillAsync(Federation.Password);
        await page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(visitor.Heading("My sessions")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("this one")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Menu of Alice North" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Sign out" }).ClickAsync();
        await Assertions.Expect(visitor.Heading("Sign in")).ToBeVisibleAsync();
        await visitor.Open("/account");
        await Assertions.Expect(visitor.Heading("Sign in")).ToBeVisibleAsync();
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Keeps_the_language_that_was_chosen()
    {
        await using var visitor = await installation.Visit();
        var page = visitor.Page;
        await visitor.Open("/sign-in");
        await visitor.Button("Language: EN").ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Nederlands" }).ClickAsync();
        await Assertions.Expect(visitor.Heading("Aanmelden")).ToBeVisibleAsync();

        await visitor.SignIn("alice", Federation.Password);

        await Assertions.Expect(visitor.Heading("Start")).ToBeVisibleAsync();
        Assert.Equal("nl", await page.Locator("html").GetAttributeAsync("lang"));
        await page.ReloadAsync();
        await Assertions.Expect(visitor.Heading("Start")).ToBeVisibleAsync();
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Ends_everywhere_when_all_sessions_are_ended()
    {
        // Somebody of their own: tokens of theirs end, too.
        await installation.Federation.Root.Post("user", new JsonObject
        {
            ["username"] = "carol",
            ["email"] = "carol@south.example",
            ["password"] = Federation.Password,
            ["organization_id"] = installation.Federation.Organisations[1],
            ["roles"] = new JsonArray(5),
            ["rules"] = new JsonArray(),
        });
        await using var here = await installation.VisitAs("carol", Federation.Password);
        await using var there = await installation.VisitAs("carol", Federation.Password);

        await here.Open("/account/sessions");
        await here.Button("End all sessions").ClickAsync();
        await here.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "End all sessions" }).ClickAsync();

        // The other browser is told by the hub; nobody touches it.
        await Assertions.Expect(here.Heading("Sign in")).ToBeVisibleAsync();
        await Assertions.Expect(there.Heading("Sign in")).ToBeVisibleAsync();
        await Assertions.Expect(there.Page.GetByText("Your session has ended.")).ToBeVisibleAsync();
    }
}
