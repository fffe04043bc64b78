namespace Plugin.Api.Tests;

/// <summary>Whoever reads the mails of an account comes into it, so that another address must not be a way to take it.</summary>
public sealed class A_changed_address
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(false, "by an administrator", "door een beheerder")]
    [InlineData(true, "by somebody who was signed in as you", "door iemand die als u was aangemeld")]
    public async Task Is_told_to_the_former_one_and_to_no_other(bool byOwner, string english, string dutch)
    {
        await using var hub = await AccountHub.Start();
        var (root, alice, id) = await Users(hub);

        Assert.Equal(200, (await Change(byOwner ? alice : root, id, "mallory@example.org")).Status);

        var mail = await hub.Mails.Next(Patience);
        Assert.Equal("alice@example.org", mail.To);
        Assert.Contains(english, mail.Text, StringComparison.Ordinal);
        Assert.Contains(dutch, mail.Text, StringComparison.Ordinal);
        Assert.Contains("4 March 2026 10:00 UTC", mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("mallory", mail.Text, StringComparison.Ordinal);
        Assert.Equal(0, hub.Mails.Waiting);
    }

    [Fact]
    public async Task Is_told_to_nobody_when_it_is_the_same()
    {
        await using var hub = await AccountHub.Start();
        var (root, _, id) = await Users(hub);

        Assert.Equal(200, (await root.Patch($"user/{id}", """{"email":"alice@example.org","lastname":"B"}""")).Status);

        Assert.Null((await root.Get($"user/{id}/account")).Body!["mail_waits_until"]);
        await hub.Anyone.Post("recover/lost", """{"username":"alice"}""");
        Assert.Contains("eyJ", (await hub.Mails.Next(Patience)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Brings_nobody_into_the_account_for_a_day()
    {
        await using var hub = await AccountHub.Start();
        var (root, _, id) = await Users(hub);
        await Change(root, id, "mallory@example.org");
        await hub.Mails.Next(Patience);

        await hub.Anyone.Post("recover/lost", """{"username":"alice"}""");
        var refused = await root.Post($"user/{id}/recovery", """{"credential":"password"}""");

        var early = await hub.Mails.Next(Patience);
        Assert.Equal("mallory@example.org", early.To);
        Assert.Contains("4 March 2026 10:00 UTC", early.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("eyJ", early.Text, StringComparison.Ordinal);
        Assert.Equal(
            (400, "The user's address was changed less than 24 hours ago; until then no mail helps anybody into the account."),
            (refused.Status, refused.Text("msg")));
        Assert.Equal("2026-03-04T10:00:00", (await root.Get($"user/{id}/account")).Text("mail_waits_until")[..19]);
        // The owner still gets in, and can undo it.
        Assert.Equal(200, (await Change(await hub.Anyone.LogIn("alice", World.Password), id, "alice@example.org")).Status);
    }

    [Fact]
    public async Task Is_the_owner_s_after_a_day()
    {
        await using var hub = await AccountHub.Start();
        var (root, _, id) = await Users(hub);
        await Change(root, id, "alice@elsewhere.example");
        await hub.Mails.Next(Patience);
        hub.Clock.Advance(TimeSpan.FromHours(24));

        await hub.Anyone.Post("recover/lost", """{"username":"alice"}""");

        var mail = await hub.Mails.Next(Patience);
        Assert.Equal("alice@elsewhere.example", mail.To);
        Assert.Contains("eyJ", mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_given_by_nobody_who_may_less_than_the_user()
    {
        await using var hub = await AccountHub.Start();
        var (root, _, _) = await Users(hub);
        var edit = (int)(await root.Get("rule?name=user&operation=EDIT&scope=GLOBAL")).Data.Single()!["id"]!;
        await root.Post("user", $$"""{"username":"eve","email":"eve@example.org","password":"{{World.Password}}","roles":[],"rules":[{{edit}}]}""");
        var eve = await hub.Anyone.LogIn("eve", World.Password);

        Assert.Equal(401, (await Change(eve, 1, "eve2@example.org")).Status);
        Assert.Equal(200, (await eve.Patch("user/1", """{"lastname":"Changed"}""")).Status);
    }

    private static Task<Answer> Change(Api by, int user, string address) => by.Patch($"user/{user}", $$"""{"email":"{{address}}"}""");

    private static async Task<(Api Root, Api Alice, int Id)> Users(AccountHub hub)
    {
        var alice = await hub.Alice();
        var root = await hub.Root();
        return (root, alice, (await root.Get("user?username=alice")).Ids.Single());
    }
}
