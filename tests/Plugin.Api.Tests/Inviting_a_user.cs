using System.IO.Compression;
using Plugin.Testing;

namespace Plugin.Api.Tests;

public sealed class Inviting_a_user
{
    private const string Replaced = "This invitation is no longer good; use the link in the latest mail, or ask for another.";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Sends_a_link_that_sets_the_first_password_once()
    {
        await using var hub = await AccountHub.Start();
        var root = await hub.Root();

        var invited = await Invite(root);
        var mail = await hub.Mails.Next(Patience);

        Assert.Equal((201, "2026-03-10T10:00:00"), (invited.Status, invited.Text("invited_until")));
        Assert.Equal("bob@example.org", mail.To);
        Assert.Contains("Subject: [Test hub] You are invited to Test hub / U bent uitgenodigd", mail.Headers);
        Assert.Contains("until 10 March 2026 10:00 UTC", mail.Text, StringComparison.Ordinal);
        Assert.Contains("tot 10 maart 2026 10:00 UTC", mail.Text, StringComparison.Ordinal);
        Assert.StartsWith($"{root.Address.GetLeftPart(UriPartial.Authority)}/invitation#ey", LinkIn(mail), StringComparison.Ordinal);
        Assert.Equal(401, (await LogIn(hub)).Status);
        Assert.Equal([invited.Id], (await root.Get("user?is_invited=1")).Ids);
        Assert.Equal(200, (await Accept(hub, mail)).Status);
        Assert.Equal(200, (await LogIn(hub)).Status);
        Assert.Empty((await root.Get("user?is_invited=1")).Ids);
        Assert.Equal(400, (await Accept(hub, mail)).Status);
    }

    [Fact]
    public async Task Ends_after_a_week_and_can_be_sent_again()
    {
        await using var hub = await AccountHub.Start();
        var root = await hub.Root();
        var invited = await Invite(root);
        var first = await hub.Mails.Next(Patience);
        hub.Clock.Advance(TimeSpan.FromDays(7));

        Assert.Equal(401, (await Accept(hub, first)).Status);
        root = await hub.Root();
        var again = await root.Post($"user/{invited.Id}/invitation", "");
        Assert.Equal((200, "2026-03-17T10:00:00"), (again.Status, again.Text("invited_until")));
        Assert.Equal(200, (await Accept(hub, await hub.Mails.Next(Patience))).Status);
        Assert.Equal(
            (400, "The user has set a password already, so there is no invitation to send or withdraw."), Said(await root.Post($"user/{invited.Id}/invitation", "")));
    }

    [Fact]
    public async Task Makes_the_link_before_void_when_it_is_sent_again()
    {
        await using var hub = await AccountHub.Start();
        var root = await hub.Root();
        var invited = await Invite(root);
        var first = await hub.Mails.Next(Patience);
        hub.Clock.Advance(TimeSpan.FromSeconds(1));
        await root.Post($"user/{invited.Id}/invitation", "");
        var second = await hub.Mails.Next(Patience);

        Assert.Equal((400, Replaced), Said(await Accept(hub, first)));
        Assert.Equal(200, (await Accept(hub, second)).Status);
    }

    [Fact]
    public async Task Is_void_when_the_address_it_went_to_was_wrong()
    {
        await using var hub = await AccountHub.Start();
        var root = await hub.Root();
        var invited = await Invite(root);
        var stray = await hub.Mails.Next(Patience);

        Assert.Equal(200, (await root.Patch($"user/{invited.Id}", """{"email":"rob@example.org"}""")).Status);

        Assert.Equal((400, Replaced), Said(await Accept(hub, stray)));
        Assert.True((bool)(await root.Get($"user/{invited.Id}/account"))["is_invitation_void"]!);
        await root.Post($"user/{invited.Id}/invitation", "");
        // Nothing was sent to the wrong address meanwhile: mails go out in order.
        var mail = await hub.Mails.Next(Patience);
        Assert.Equal("rob@example.org", mail.To);
        Assert.Equal(200, (await Accept(hub, mail)).Status);
    }

    [Fact]
    public async Task Is_void_once_it_is_withdrawn_and_the_name_is_free()
    {
        await using var hub = await AccountHub.Start();
        var root = await hub.Root();
        var invited = await Invite(root);
        var mail = await hub.Mails.Next(Patience);

        Assert.Equal(200, (await root.Delete($"user/{invited.Id}/invitation")).Status);

        Assert.Equal(400, (await Accept(hub, mail)).Status);
        Assert.Equal(201, (await Invite(root)).Status);
    }

    [Fact]
    public async Task Cannot_be_withdrawn_once_it_is_accepted()
    {
        await using var hub = await AccountHub.Start();
        var root = await hub.Root();
        var invited = await Invite(root);
        await Accept(hub, await hub.Mails.Next(Patience));

        Assert.Equal(
            (400, "The user has set a password already, so there is no invitation to send or withdraw."), Said(await root.Delete($"user/{invited.Id}/invitation")));
    }

    [Fact]
    public async Task Is_not_gone_round_by_asking_for_a_lost_password()
    {
        await using var hub = await AccountHub.Start();
        await Invite(await hub.Root());
        await hub.Mails.Next(Patience);

        await hub.Anyone.Post("recover/lost", """{"username":"bob"}""");
        await hub.Anyone.Post("recover/lost", """{"username":"root"}""");

        // Mails go out in order: had there been one for Bob, it would be here.
        Assert.Equal("root@domain.ext", (await hub.Mails.Next(Patience)).To);
    }

    [Fact]
    public async Task Needs_a_mail_server()
    {
        await using var hub = await AccountHub.Start(mail: false);
        var root = await hub.Root();

        Assert.Equal("This hub sends no mail; ask your administrator.", (await Invite(root)).Text("msg"));
        Assert.Empty((await root.Get("user?username=bob")).Ids);
    }

    [Fact]
    public async Task Leaves_neither_token_nor_address_in_the_log()
    {
        await using var hub = await AccountHub.Start();
        var root = await hub.Root();
        await Invite(root);
        await hub.Mails.Next(Patience);

        using var export = await root.Open("audit/export");
        await using var archive = new ZipArchive(await export.Content.ReadAsStreamAsync());
        var texts = archive.Entries.Select(entry => new StreamReader(entry.Open()).ReadToEnd());
        var events = string.Join('\n', texts);

        Assert.Contains("user.invited/1", events, StringComparison.Ordinal);
        Assert.DoesNotContain("bob", events, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("eyJ", events, StringComparison.Ordinal);
    }

    private static (int Status, string Text) Said(Answer answer) => (answer.Status, answer.Text("msg"));

    private static Task<Answer> Invite(Api by) =>
        by.Post("user/invitation", """{"username":"bob","email":"bob@example.org","firstname":"Bob","roles":[3]}""");

    private static Task<Answer> LogIn(AccountHub hub) =>
        hub.Anyone.Post("token/user", $$"""{"username":"bob","password":"{{World.Password}}"}""");

    private static Task<Answer> Accept(AccountHub hub, ReceivedMail mail) =>
        hub.Anyone.Post("recover/reset", $$"""{"reset_token":"{{LinkIn(mail).Split('#')[1]}}","password":"{{World.Password}}"}""");

    private static string LinkIn(ReceivedMail mail) =>
        mail.Text.Split('\n').Single(line => line.StartsWith("http", StringComparison.Ordinal)).Trim();
}
