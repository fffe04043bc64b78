using Plugin.Testing;

namespace Plugin.Api.Tests;

/// <summary>What an administrator sees and does of somebody's way to log in.</summary>
public sealed class Helping_a_user
{
    private const string NewPassword = "Another-password-2";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Sends_them_a_link_for_a_new_password()
    {
        await using var hub = await AccountHub.Start();
        var (root, alice) = await Users(hub);

        Assert.Equal(200, (await root.Post($"user/{alice}/recovery", """{"credential":"password"}""")).Status);

        var mail = await hub.Mails.Next(Patience);
        Assert.Equal("alice@example.org", mail.To);
        Assert.Contains("/recover#ey", mail.Text, StringComparison.Ordinal);
        Assert.Equal(200, (await hub.Anyone.Post("recover/reset", $$"""{"reset_token":"{{TokenIn(mail)}}","password":"{{NewPassword}}"}""")).Status);
        Assert.Equal(200, (await LogIn(hub, NewPassword)).Status);
    }

    [Fact]
    public async Task Sends_them_a_link_for_a_new_second_factor()
    {
        await using var hub = await AccountHub.Start();
        var (root, alice) = await Users(hub);

        Assert.Equal(200, (await root.Post($"user/{alice}/recovery", """{"credential":"second_factor"}""")).Status);

        var mail = await hub.Mails.Next(Patience);
        Assert.Equal(200, (await hub.Anyone.Post("recover/2fa/reset", $$"""{"reset_token":"{{TokenIn(mail)}}"}""")).Status);
        Assert.True((bool)(await root.Get($"user/{alice}/account"))["has_second_factor"]!);
    }

    [Fact]
    public async Task Shows_failed_logins_the_lock_and_the_last_login()
    {
        await using var hub = await AccountHub.Start();
        var (root, alice) = await Users(hub);
        for (var i = 0; i < 5; i++)
        {
            await LogIn(hub, "wrong");
        }

        var account = await root.Get($"user/{alice}/account");

        Assert.Equal(
            (true, 5, true, "2026-03-03T10:00:00"),
            ((bool)account["is_active"]!, (int)account["failed_logins"]!, (bool)account["is_locked"]!, ((string)account["last_login"]!)[..19]));
    }

    [Fact]
    public async Task Helps_nobody_who_may_more_than_the_helper()
    {
        await using var hub = await AccountHub.Start();
        var (root, _) = await Users(hub);
        await root.Post(
            "user", $$"""{"username":"eve","email":"eve@example.org","password":"{{World.Password}}","roles":[],"rules":[{{await EditOfUsers(root)}}]}""");
        var eve = await hub.Anyone.LogIn("eve", World.Password);

        Assert.Equal(401, (await eve.Post("user/1/recovery", """{"credential":"password"}""")).Status);
    }

    [Fact]
    public async Task Is_no_help_to_the_deactivated()
    {
        await using var hub = await AccountHub.Start();
        var (root, alice) = await Users(hub);
        await root.Post($"user/{alice}/deactivate", "{}");

        var answer = await root.Post($"user/{alice}/recovery", """{"credential":"password"}""");

        Assert.Equal((400, "The user is deactivated; reactivate them first."), (answer.Status, answer.Text("msg")));
    }

    private static async Task<(Api Root, int Alice)> Users(AccountHub hub)
    {
        await hub.Alice();
        var root = await hub.Root();
        return (root, (await root.Get("user?username=alice")).Ids.Single());
    }

    private static async Task<int> EditOfUsers(Api root) =>
        (int)(await root.Get("rule?name=user&operation=EDIT&scope=GLOBAL")).Data.Single()!["id"]!;

    private static Task<Answer> LogIn(AccountHub hub, string password) =>
        hub.Anyone.Post("token/user", $$"""{"username":"alice","password":"{{password}}"}""");

    private static string TokenIn(ReceivedMail mail) =>
        mail.Text.Split('\n').Single(line => line.StartsWith("http", StringComparison.Ordinal)).Trim().Split('#')[1];
}
