using System.Net;
using Plugin.EventLog;
using Plugin.Hub;
using Plugin.Testing.Running;

namespace Plugin.Api.Tests;

public sealed class The_end_of_a_browser_session
{
    [Fact]
    public async Task Comes_when_it_is_not_used_for_two_hours_and_after_twelve_anyway()
    {
        await using var hub = await AccountHub.Start();
        var (busy, idle) = (await BrowserTab.SignedIn(hub.Anyone), await BrowserTab.SignedIn(hub.Anyone));

        hub.Clock.Advance(TimeSpan.FromMinutes(119));
        Assert.Equal(200, (await busy.Get("organization")).Status);
        hub.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal((200, 401), ((await busy.Get("organization")).Status, (await idle.Get("organization")).Status));
        for (var hours = 3; hours < 12; hours++)
        {
            hub.Clock.Advance(TimeSpan.FromHours(1));
            Assert.Equal(200, (await busy.Get("organization")).Status);
        }

        hub.Clock.Advance(TimeSpan.FromHours(1));
        var over = await busy.Get("organization");
        Assert.Equal((401, "ended"), (over.Status, over.Headers["X-Session"]));
    }

    [Fact]
    public async Task Comes_with_a_new_password_or_second_factor_from_a_mail()
    {
        await using var hub = await AccountHub.Start();
        await hub.Alice();
        var tab = await BrowserTab.SignedIn(hub.Anyone, "alice", World.Password);
        await hub.Anyone.Post("recover/lost", """{"username":"alice","email":null}""");
        var mail = await hub.Mails.Next(Eventually.Patience);
        var token = mail.Text.Split('\n').Single(line => line.StartsWith("eyJ", StringComparison.Ordinal)).Trim();

        Assert.Equal(200, (await hub.Anyone.Post("recover/reset", $$"""{"reset_token":"{{token}}","password":"Another-password-2"}""")).Status);

        Assert.Equal(401, (await tab.Get("organization")).Status);
    }

    [Fact]
    public async Task Is_the_beginning_s_equal_in_asking_for_a_code_and_in_locking_out()
    {
        await using var hub = await AccountHub.Start(secondFactor: true);
        var tab = new BrowserTab(hub.Anyone);
        var enrolled = await tab.SignIn("root", RunningHub.RootPassword);
        Assert.Equal((202, 32), (enrolled.Status, enrolled.Text("otp_secret").Length));
        var secret = enrolled.Text("otp_secret");

        var asked = await tab.SignIn("root", RunningHub.RootPassword);
        Assert.Equal((401, "login.code-needed"), (asked.Status, asked.Text("code")));
        Assert.Null(tab.Cookie);
        Assert.Equal(200, (await tab.SignIn("root", RunningHub.RootPassword, A_second_factor.CodeOf(secret, hub.Clock.GetUtcNow()))).Status);

        for (var i = 0; i < 5; i++)
        {
            var wrong = await new BrowserTab(hub.Anyone).SignIn("root", RunningHub.RootPassword, "000000");
            Assert.Equal((401, "login.code-wrong"), (wrong.Status, wrong.Text("code")));
        }

        hub.Clock.Advance(TimeSpan.FromSeconds(30));
        var code = A_second_factor.CodeOf(secret, hub.Clock.GetUtcNow());
        Assert.Equal("login.wrong", (await new BrowserTab(hub.Anyone).SignIn("root", RunningHub.RootPassword, code)).Text("code"));
        Assert.Equal(401, (await hub.Anyone.Post(
            "token/user", $$"""{"username":"root","password":"{{RunningHub.RootPassword}}","mfa_code":"{{code}}"}""")).Status);
        // Who is signed in already stays so: whoever guesses shuts nobody out.
        Assert.Equal(200, (await tab.Get("organization")).Status);
    }

    [Fact]
    public async Task Keeps_its_cookie_to_secure_connections_where_a_trusted_proxy_says_so()
    {
        var folder = Directory.CreateTempSubdirectory("plugin-api-");
        try
        {
            await using var host = await HubHost.Start(
                RunningHub.Settings(new DataFolder(folder.FullName), Path.Combine(folder.FullName, "secrets")) with { TrustedProxies = [IPNetwork.Parse("127.0.0.0/8")] },
                CancellationToken.None);
            var tab = new BrowserTab(new Api(host.Address, null));

            var begun = await tab.SignIn("root", RunningHub.RootPassword, null, ("X-Forwarded-For", "203.0.113.7"), ("X-Forwarded-Proto", "https"));

            Assert.Matches(@"^__Host-plugin=[^;]+; path=/; secure; samesite=strict; httponly$", begun.Headers["Set-Cookie"]);
            Assert.Equal(200, (await tab.Get("organization", ("X-Forwarded-For", "203.0.113.7"), ("X-Forwarded-Proto", "https"))).Status);
            Assert.Equal(401, (await tab.Get("organization")).Status);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
