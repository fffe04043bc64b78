using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Plugin.Testing;
using Plugin.Testing.Running;
using Plugin.Web.Tests.Running;

namespace Plugin.Web.Tests;

/// <summary>At a hub of their own that sends mail and has nothing in it yet.</summary>
public sealed partial class An_administrator(Installation installation) : IAsyncLifetime
{
    private const string Chosen = "Chosen-by-herself-3!";

    private readonly MailSink _mails = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plugin-web-");
    private HubProcess _hub = null!;

    public async ValueTask InitializeAsync()
    {
        _hub = new HubProcess(Path.Combine(_folder.FullName, "hub"))
        {
            Arguments = ["--smtp", $"smtp://127.0.0.1:{_mails.Port}", "--mail-from", "hub@hub.example"],
        };
        await _hub.Serve();
    }

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        await _mails.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Sets_up_a_collaboration_and_invites_a_user_whose_session_ends_with_a_deactivation()
    {
        await using var admin = await Come();
        await admin.SignIn("root", HubProcess.RootPassword);
        var page = admin.Page;

        foreach (var name in (string[])["North", "South"])
        {
            await admin.Open("/organizations");
            await admin.Button("New organization").First.ClickAsync();
            await Field(page, "Name").FillAsync(name);
            await InDialog(page, "Create").ClickAsync();
            await Assertions.Expect(admin.Heading(name)).ToBeVisibleAsync();
        }

        await admin.Open("/collaborations");
        await admin.Button("New collaboration").First.ClickAsync();
        await Field(page, "Name").FillAsync("Trial");
        await Choose(page, "Organizations", "North", "South");
        await InDialog(page, "Create").ClickAsync();
        await Assertions.Expect(page.GetByText("Hand each to the organization it is for")).ToBeVisibleAsync();
        Assert.Equal(2, await page.GetByRole(AriaRole.Dialog).GetByText(Key()).CountAsync());
        await InDialog(page, "I have kept them").ClickAsync();
        await Assertions.Expect(admin.Heading("Trial")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("never seen")).ToHaveCountAsync(2);

        await admin.Button("Set a rule").ClickAsync();
        await page.GetByLabel("Keep for ever").UncheckAsync();
        await page.GetByLabel("Days after the end of a task").FillAsync("30");
        await Assertions.Expect(page.GetByText("Nothing is old enough to be erased now.")).ToBeVisibleAsync();
        await admin.Screenshot("collaboration-retention");
        await InDialog(page, "Save").ClickAsync();
        await Assertions.Expect(page.GetByText("By a rule of this collaboration.")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("30 days · texts stay")).ToBeVisibleAsync();
        await admin.Button("As the hub does").ClickAsync();
        await InDialog(page, "As the hub does").ClickAsync();
        await Assertions.Expect(page.GetByText("this collaboration has no rule of its own")).ToBeVisibleAsync();

        await admin.Open("/users/new");
        await Field(page, "User name").FillAsync("erin");
        await Field(page, "E-mail").FillAsync("erin@north.example");
        await Choose(page, "Roles", "Researcher");
        await page.Keyboard.PressAsync("Escape");
        await admin.Button("Invite").ClickAsync();
        await Assertions.Expect(admin.Heading("erin")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("invited", new() { Exact = true })).ToBeVisibleAsync();
        await admin.Screenshot("users-invited");

        var mail = await _mails.Next(TimeSpan.FromSeconds(60));
        Assert.Equal("erin@north.example", mail.To);
        await using var erin = await Come();
        await erin.Open(mail.Text.Split('\n').Single(line => line.StartsWith("http", StringComparison.Ordinal)).Trim());
        await erin.Screenshot("invitation-by-link");
        await erin.Page.Locator("input[autocomplete=new-password]").First.FillAsync(Chosen);
        await erin.Page.Locator("input[autocomplete=new-password]").Last.FillAsync(Chosen);
        await erin.Page.Locator("button[type=submit]").ClickAsync();
        await Assertions.Expect(erin.Page.Locator("input[autocomplete=new-password]")).ToHaveCountAsync(0);
        await erin.SignIn("erin", Chosen);
        await Assertions.Expect(erin.Heading("Home")).ToBeVisibleAsync();

        // Told by the hub: nobody loads the page anew.
        await Assertions.Expect(page.GetByText("active", new() { Exact = true })).ToBeVisibleAsync();
        await admin.Button("Deactivate").ClickAsync();
        await InDialog(page, "Deactivate").ClickAsync();
        await Assertions.Expect(page.GetByText("deactivated", new() { Exact = true })).ToBeVisibleAsync();
        await Assertions.Expect(erin.Heading("Sign in")).ToBeVisibleAsync();
        Assert.Empty(admin.Complaints);
        Assert.Empty(erin.Complaints);
    }

    [Fact]
    public async Task Makes_a_role_with_the_keyboard_alone()
    {
        await using var admin = await Come();
        await admin.SignIn("root", HubProcess.RootPassword);
        var page = admin.Page;
        await admin.Open("/roles/new");
        await Field(page, "Name").FillAsync("Registrar");

        await page.GetByRole(AriaRole.Checkbox, new() { Name = "edit: users, own", Exact = true }).FocusAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Space");
        await page.Keyboard.PressAsync("Home");
        await page.Keyboard.PressAsync("Space");
        await admin.Button("Create").ClickAsync();

        await Assertions.Expect(admin.Heading("Registrar")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Checkbox, new() { Name = "edit: users, organization", Exact = true })).ToBeCheckedAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Checkbox, new() { Name = "see: users, organization", Exact = true })).ToBeCheckedAsync();
        Assert.Equal(2, await page.GetByRole(AriaRole.Checkbox, new() { Checked = true }).CountAsync());
        Assert.Empty(admin.Complaints);
    }

    private Task<Visitor> Come() => Visitor.Come(installation.Browser, _hub.Address, "en", phone: false, ColorScheme.Light);

    private static ILocator Field(IPage page, string name) => page.GetByRole(AriaRole.Textbox, new() { Name = name, Exact = true });

    private static ILocator InDialog(IPage page, string name) =>
        page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private static async Task Choose(IPage page, string label, params string[] options)
    {
        await page.GetByLabel(label).First.ClickAsync();
        foreach (var option in options)
        {
            await page.GetByRole(AriaRole.Option, new() { Name = option, Exact = true }).ClickAsync();
        }
    }

    [GeneratedRegex("^[0-9a-f]{8}-[0-9a-f-]{27}$")]
    private static partial Regex Key();
}
