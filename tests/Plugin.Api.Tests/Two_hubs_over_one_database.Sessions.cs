namespace Plugin.Api.Tests;

public sealed partial class Two_hubs_over_one_database
{
    [Fact]
    public async Task End_a_browser_s_session_on_both_at_once()
    {
        var root = await hubs.First.LogIn("root", RunningHub.RootPassword);
        var user = (await root.Post(
            "user", $$"""{"username":"gina","email":"gina@example.org","password":"{{World.Password}}","roles":[5]}""")).Id;
        await Ended(tab => tab.Delete("session"));
        await Ended(tab => tab.At(hubs.First).Delete("session/all"));
        await Ended(_ => root.Delete($"session/all?user_id={user}"));
        await Ended(async _ =>
        {
            var deactivated = await root.Post($"user/{user}/deactivate", "{}");
            Assert.Equal(200, (await root.Post($"user/{user}/reactivate", "{}")).Status);
            return deactivated;
        });
        await Ended(tab => tab.At(hubs.First).Patch("password/change", $$"""{"current_password":"{{World.Password}}","new_password":"Another-password-2"}"""));

        async Task Ended(Func<BrowserTab, Task<Answer>> end)
        {
            var tab = await BrowserTab.SignedIn(hubs.First, "gina", World.Password);
            var elsewhere = tab.At(hubs.Second);
            Assert.Equal(200, (await elsewhere.Get("organization")).Status);

            Assert.InRange((await end(tab)).Status, 200, 204);

            Assert.Equal((401, 401), ((await elsewhere.Get("organization")).Status, (await tab.At(hubs.First).Get("organization")).Status));
        }
    }
}
