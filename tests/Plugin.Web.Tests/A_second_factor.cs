using Microsoft.Playwright;
using Plugin.Testing;
using Plugin.Testing.Running;
using Plugin.Web.Tests.Running;

namespace Plugin.Web.Tests;

/// <summary>At a hub that asks for a code and sends mail.</summary>
public sealed class A_second_factor(Installation installation) : IAsyncLifetime
{
    private const string NewPassword = "Another-of-the-tests-2!";

    private readonly MailSink _mails = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plugin-web-");
    private HubProcess _hub = null!;

    public async ValueTask InitializeAsync()
    {
        _hub = new HubProcess(Path.Combine(_folder.FullName, "hub"))
        {
            Arguments = ["--second-factor", "on", "--smtp", $"smtp://127.0.0.1:{_mails.Port}", "--mail-from", "hub@hub.example"],
        };
        await _hub.Serve();
    }

    [Fact]
    public async Task Is_set_up_and_asked_for_and_a_lost_password_is_recovered_by_mail()
    {
        await using var visitor = await Visitor.Come(installation.Browser, _hub.Address, "en", phone: false, ColorScheme.Light);
        var page = visitor.Page;
        var code = page.GetByRole(AriaRole.Textbox, new() { Name = "Code" });

        await Give(visitor, HubProcess.RootPassword);
        await Assertions.Expect(visitor.Heading("Set up a second factor")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Img, new() { Name = "QR code for an authenticator app" })).ToBeVisibleAsync();
        var secret = await page.Locator("[data-secret]").GetAttributeAsync("data-secret");
        Assert.Empty(await visitor.AxeViolations());
        await visitor.Screenshot("account-second-factor-set-up");
        await visitor.Button("Done, go on with a code").ClickAsync();

        await code.FillAsync("000000");
        await visitor.Button("Sign in").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The code is wrong");
        await code.FillAsync(AuthenticatorApp.CodeOf(secret!, ahead: 0));
        await visitor.Button("Sign in").ClickAsync();
        await Assertions.Expect(visitor.Heading("Home")).ToBeVisibleAsync();

        await page.Context.ClearCookiesAsync();
        await visitor.Open("/lost-password");
        await page.GetByLabel("User name or e-mail address").FillAsync("root");
        await visitor.Button("Send me a token").ClickAsync();
        var mail = await _mails.Next(TimeSpan.FromSeconds(60));
        await visitor.Link("I have a token").ClickAsync();
        await page.GetByLabel("Recovery token").FillAsync(Token(mail));
        await page.Locator("input[autocomplete=new-password]").First.FillAsync(NewPassword);
        await Assertions.Expect(visitor.Button("Set the new password")).ToBeDisabledAsync();
        await page.Locator("input[autocomplete=new-password]").Last.FillAsync(NewPassword);
        await visitor.Button("Set the new password").ClickAsync();
        await Assertions.Expect(page.GetByText("The new password is set.")).ToBeVisibleAsync();

        await Give(visitor, NewPassword);
        await code.FillAsync(AuthenticatorApp.CodeOf(secret!, ahead: 1));
        await visitor.Button("Sign in").ClickAsync();
        await Assertions.Expect(visitor.Heading("Home")).ToBeVisibleAsync();
        Assert.Empty(visitor.Complaints);
    }

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        await _mails.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static async Task Give(Visitor visitor, string password)
    {
        await visitor.Open("/sign-in");
        await visitor.Page.GetByLabel("User name").FillAsync("root");
        await visitor.Page.Locator("input[autocomplete=current-password]").FillAsync(password);
        await visitor.Button("Sign in").ClickAsync();
    }

    /// <summary>It stands on a line of its own and has no spaces.</summary>
    private static string Token(ReceivedMail mail) =>
        mail.Text.Split('\n', StringSplitOptions.TrimEntries).Single(line => line.Length > 60 && !line.Contains(' ', StringComparison.Ordinal));
}
