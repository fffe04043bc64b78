using Plugin.Testing;

namespace Plugin.Api.Tests;

public sealed class Recovering_an_account
{
    private const string NewPassword = "Another-password-2";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Sends_a_token_to_the_owner_that_sets_a_new_password_once()
    {
        await using var hub = await AccountHub.Start();
        await hub.Alice();
        Assert.Equal(200, (await hub.Anyone.Post("recover/lost", """{"username":"alice"}""")).Status);
        var mail = await hub.Mails.Next(Patience);
        Assert.Equal("alice@example.org", mail.To);
        Assert.Contains("Subject: [Test hub] Set a new password / Stel een nieuw wachtwoord in", mail.Headers);
        Assert.Contains("Beste Alice", mail.Text, StringComparison.Ordinal);
        Assert.Contains("help@example.org", mail.Text, StringComparison.Ordinal);

        Assert.Equal(200, (await Reset(hub, TokenIn(mail), NewPassword)).Status);

        Assert.Equal(401, (await LogIn(hub, World.Password)).Status);
        Assert.Equal(200, (await LogIn(hub, NewPassword)).Status);
        Assert.Equal(400, (await Reset(hub, TokenIn(mail), "A-third-password-3")).Status);
    }

    [Fact]
    public async Task Ends_the_sessions_of_whoever_was_logged_in()
    {
        await using var hub = await AccountHub.Start();
        var alice = await hub.Alice();
        await hub.Anyone.Post("recover/lost", """{"email":"alice@example.org","username":null}""");
        hub.Clock.Advance(TimeSpan.FromSeconds(2));
        await Reset(hub, TokenIn(await hub.Mails.Next(Patience)), NewPassword);

        Assert.Equal(401, (await alice.Get("organization")).Status);
        Assert.Equal(200, (await (await hub.Anyone.LogIn("alice", NewPassword)).Get("organization")).Status);
    }

    [Fact]
    public async Task Opens_a_locked_account()
    {
        await using var hub = await AccountHub.Start();
        await hub.Alice();
        for (var i = 0; i < 5; i++)
        {
            await LogIn(hub, "wrong");
        }

        await hub.Anyone.Post("recover/lost", """{"username":"alice"}""");
        await Reset(hub, TokenIn(await hub.Mails.Next(Patience)), NewPassword);

        Assert.Equal(200, (await LogIn(hub, NewPassword)).Status);
    }

    [Fact]
    public async Task Answers_alike_whether_there_is_such_an_account()
    {
        await using var hub = await AccountHub.Start();
        await hub.Alice();

        var known = await hub.Anyone.Post("recover/lost", """{"username":"alice"}""");
        var unknown = await hub.Anyone.Post("recover/lost", """{"username":"nobody"}""");

        Assert.Equal(known.Body!.ToJsonString(), unknown.Body!.ToJsonString());
        Assert.Equal((known.Status, unknown.Status), (200, 200));
    }

    [Fact]
    public async Task Sends_at_most_one_mail_an_hour()
    {
        await using var hub = await AccountHub.Start();
        await hub.Alice();
        await hub.Anyone.Post("recover/lost", """{"username":"alice"}""");
        await hub.Mails.Next(Patience);
        await hub.Anyone.Post("recover/lost", """{"username":"alice"}""");
        await hub.Anyone.Post("recover/lost", """{"username":"root"}""");

        // Mails go out in order: had the second been sent, it would be here.
        Assert.Equal("root@domain.ext", (await hub.Mails.Next(Patience)).To);
        hub.Clock.Advance(TimeSpan.FromMinutes(61));
        await hub.Anyone.Post("recover/lost", """{"username":"alice"}""");
        Assert.Equal("alice@example.org", (await hub.Mails.Next(Patience)).To);
    }

    [Fact]
    public async Task Tries_again_when_the_mail_server_is_busy()
    {
        await using var hub = await AccountHub.Start();
        await hub.Alice();
        hub.Mails.Refusing = 1;

        await hub.Anyone.Post("recover/lost", """{"username":"alice"}""");

        Assert.Equal("alice@example.org", (await hub.Mails.Next(Patience)).To);
    }

    [Fact]
    public async Task Takes_no_token_that_is_too_old_or_for_something_else()
    {
        await using var hub = await AccountHub.Start();
        var alice = await hub.Alice();
        await hub.Anyone.Post("recover/lost", """{"username":"alice"}""");
        var token = TokenIn(await hub.Mails.Next(Patience));

        Assert.Equal(400, (await hub.Anyone.Post("recover/2fa/reset", $$"""{"reset_token":"{{token}}"}""")).Status);
        Assert.Equal(400, (await Reset(hub, alice.Token!, NewPassword)).Status);
        Assert.Equal(422, (await alice.With(token).Get("organization")).Status);
        hub.Clock.Advance(TimeSpan.FromMinutes(61));
        Assert.Equal(401, (await Reset(hub, token, NewPassword)).Status);
    }

    [Fact]
    public async Task Says_so_when_the_hub_sends_no_mail()
    {
        await using var hub = await AccountHub.Start(mail: false);

        var answer = await hub.Anyone.Post("recover/lost", """{"username":"root"}""");

        Assert.Equal((400, "This hub sends no mail; ask your administrator."), (answer.Status, answer.Text("msg")));
    }

    [Fact]
    public async Task Tells_the_owner_of_a_locked_account_that_somebody_goes_on_trying()
    {
        await using var hub = await AccountHub.Start();
        await hub.Alice();
        for (var i = 0; i < 6; i++)
        {
            await LogIn(hub, "wrong");
        }

        Assert.Contains("Your account is locked for a while / Uw account is een tijd", string.Concat((await hub.Mails.Next(Patience)).Headers), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changes_a_password_for_whoever_knows_the_present_one()
    {
        await using var hub = await AccountHub.Start();
        var alice = await hub.Alice();

        Assert.Equal(401, (await Change(alice, "wrong", NewPassword)).Status);
        Assert.Equal(400, (await Change(alice, World.Password, World.Password)).Status);
        var weak = await Change(alice, World.Password, "weak");
        Assert.Equal("""["A password has 8 to 128 characters."]""", weak["errors"]["new_password"]!.ToJsonString());
        Assert.Equal(200, (await Change(alice, World.Password, NewPassword)).Status);
        Assert.Equal(200, (await alice.Get("organization")).Status);
        Assert.Equal((401, 200), ((await LogIn(hub, World.Password)).Status, (await LogIn(hub, NewPassword)).Status));
    }

    [Fact]
    public async Task Counts_a_wrong_present_password_as_a_failed_login()
    {
        await using var hub = await AccountHub.Start();
        var alice = await hub.Alice();
        for (var i = 0; i < 5; i++)
        {
            await Change(alice, "wrong", NewPassword);
        }

        Assert.Equal(401, (await Change(alice, World.Password, NewPassword)).Status);
    }

    private static Task<Answer> LogIn(AccountHub hub, string password) =>
        hub.Anyone.Post("token/user", $$"""{"username":"alice","password":"{{password}}"}""");

    private static Task<Answer> Reset(AccountHub hub, string token, string password) =>
        hub.Anyone.Post("recover/reset", $$"""{"reset_token":"{{token}}","password":"{{password}}"}""");

    private static Task<Answer> Change(Api user, string current, string next) =>
        user.Patch("password/change", $$"""{"current_password":"{{current}}","new_password":"{{next}}"}""");

    private static string TokenIn(ReceivedMail mail) =>
        mail.Text.Split('\n').Single(line => line.StartsWith("eyJ", StringComparison.Ordinal)).Trim();
}
