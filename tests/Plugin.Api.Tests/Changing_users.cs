namespace Plugin.Api.Tests;

public sealed class Changing_users(RunningHub hub) : IClassFixture<RunningHub>
{
    private readonly World _world = hub.World;

    [Fact]
    public async Task Changes_names_and_address_and_frees_the_former_ones()
    {
        var (id, user) = await NewUser("dora");

        var changed = await user.Patch($"user/{id}", """{"username":"dorothy","email":"dorothy@example.org","firstname":"Dorothy","lastname":null}""");

        Assert.Equal(200, changed.Status);
        Assert.Equal(("dorothy", "dorothy@example.org", "Dorothy"), (changed.Text("username"), changed.Text("email"), changed.Text("firstname")));
        Assert.Equal(401, (await hub.Anyone.Post("token/user", $$"""{"username":"dora","password":"{{World.Password}}"}""")).Status);
        await hub.Anyone.LogIn("dorothy", World.Password);
        await NewUser("dora");
    }

    [Fact]
    public async Task Leaves_the_username_to_its_owner()
    {
        var (id, _) = await NewUser("emil");

        Assert.Equal(400, (await _world.Root.Patch($"user/{id}", """{"username":"emile"}""")).Status);
        Assert.Equal(200, (await _world.Root.Patch($"user/{id}", """{"username":"emil","firstname":"Emil"}""")).Status);
    }

    [Fact]
    public async Task Takes_no_name_or_address_of_another()
    {
        var (id, user) = await NewUser("frida");

        Assert.Equal(400, (await user.Patch($"user/{id}", """{"username":"ALICE"}""")).Status);
        Assert.Equal(400, (await user.Patch($"user/{id}", """{"email":"alice@example.org"}""")).Status);
        Assert.Equal("frida", (await user.Get($"user/{id}")).Text("username"));
    }

    [Fact]
    public async Task Replaces_roles_and_rules_at_once()
    {
        var (id, user) = await NewUser("gina");
        Assert.Equal(401, (await user.Post("task", _world.TaskFor(_world.A))).Status);

        Assert.Equal(200, (await _world.Root.Patch($"user/{id}", """{"roles":[5],"rules":[74]}""")).Status);

        Assert.Equal(201, (await user.Post("task", _world.TaskFor(_world.A))).Status);
        var permissions = (await user.Get($"user/{id}?include_permissions=1"))["permissions"];
        Assert.Equal("[5]", permissions["roles"]!.ToJsonString());
        Assert.Contains(74, permissions["rules"]!.AsArray().Select(rule => (int)rule!));
    }

    [Theory]
    [InlineData("""{"roles":[1]}""", 401)]
    [InlineData("""{"rules":[1]}""", 401)]
    [InlineData("""{"roles":[4711]}""", 404)]
    [InlineData("""{"rules":[4711]}""", 404)]
    [InlineData("""{"password":"Another-password-2"}""", 400)]
    [InlineData("""{"shoe_size":42}""", 400)]
    [InlineData("""{"email":"nowhere"}""", 400)]
    public async Task Gives_an_admin_no_more_than_the_admin_has(string body, int status)
    {
        var created = await _world.Oscar.Get("user?username=alice");

        Assert.Equal(status, (await _world.Oscar.Patch($"user/{created.Ids.Single()}", body)).Status);
    }

    [Fact]
    public async Task Lets_nobody_take_what_they_could_not_give()
    {
        var (id, _) = await NewUser("hugo", roles: "[1]");

        Assert.Equal(401, (await _world.Oscar.Patch($"user/{id}", """{"roles":[]}""")).Status);
    }

    [Fact]
    public async Task Lets_nobody_change_their_own_roles()
    {
        Assert.Equal(401, (await _world.Root.Patch("user/1", """{"roles":[1,5]}""")).Status);
    }

    [Fact]
    public async Task Deletes_a_user_whose_tokens_die_and_whose_names_are_free()
    {
        var (id, user) = await NewUser("ida");

        Assert.Equal(200, (await _world.Oscar.Delete($"user/{id}")).Status);

        Assert.Equal(401, (await user.Get("organization")).Status);
        Assert.Equal(404, (await _world.Root.Get($"user/{id}")).Status);
        Assert.Equal(404, (await _world.Root.Delete($"user/{id}")).Status);
        await NewUser("ida");
    }

    [Fact]
    public async Task Deletes_whoever_ordered_tasks_only_together_with_them()
    {
        var (id, user) = await NewUser("jan", roles: "[5]");
        var task = (await user.Post("task", _world.TaskFor(_world.A))).Id;

        Assert.Equal(400, (await _world.Root.Delete($"user/{id}?delete_dependents=False")).Status);
        Assert.Equal(200, (await _world.Root.Get($"task/{task}")).Status);

        Assert.Equal(200, (await _world.Root.Delete($"user/{id}?delete_dependents=True")).Status);
        Assert.Equal(404, (await _world.Root.Get($"task/{task}")).Status);
    }

    [Fact]
    public async Task Shuts_out_who_is_deactivated_until_they_are_reactivated()
    {
        var (id, user) = await NewUser("ines");

        var shut = await _world.Root.Post($"user/{id}/deactivate", """{"reason":"On leave"}""");

        Assert.Equal((200, false), (shut.Status, (bool)shut["is_active"]));
        Assert.Equal(401, (await user.Get("organization")).Status);
        Assert.Equal("This account is deactivated; ask your administrator.", (await LogIn("ines")).Text("msg"));

        var open = await _world.Root.Post($"user/{id}/reactivate", "{}");

        Assert.Equal((200, true), (open.Status, (bool)open["is_active"]));
        Assert.Equal(200, (await LogIn("ines")).Status);
    }

    [Fact]
    public async Task Does_not_tell_a_wrong_password_that_the_account_is_deactivated()
    {
        var (id, _) = await NewUser("jane");
        await _world.Root.Post($"user/{id}/deactivate", null);

        var wrong = await hub.Anyone.Post("token/user", """{"username":"jane","password":"Not-her-password-1"}""");

        Assert.Equal("The username or password is wrong, or the account is locked for a while.", wrong.Text("msg"));
    }

    [Fact]
    public async Task Lets_nobody_deactivate_themselves()
    {
        var me = (await _world.Root.Post("token/user/validate", null))["user_id"];

        Assert.Equal(400, (await _world.Root.Post($"user/{(int)me!}/deactivate", "{}")).Status);
        Assert.Equal(200, (await _world.Root.Get("organization")).Status);
    }

    [Fact]
    public async Task Keeps_strangers_out()
    {
        var alice = (await _world.Root.Get("user?username=alice")).Ids.Single();

        Assert.Equal(401, (await _world.Carol.Patch($"user/{alice}", """{"firstname":"Eve"}""")).Status);
        Assert.Equal(401, (await _world.Carol.Delete($"user/{alice}")).Status);
        Assert.Equal(401, (await _world.Carol.Post($"user/{alice}/deactivate", "{}")).Status);
    }

    private Task<Answer> LogIn(string name) =>
        hub.Anyone.Post("token/user", $$"""{"username":"{{name}}","password":"{{World.Password}}"}""");

    private async Task<(int Id, Api User)> NewUser(string name, string roles = "[4]")
    {
        var created = await _world.Root.Post(
            "user",
            $$"""{"username":"{{name}}","email":"{{name}}@example.org","password":"{{World.Password}}","organization_id":{{_world.A}},"roles":{{roles}}}""");
        Assert.Equal(201, created.Status);
        return (created.Id, await hub.Anyone.LogIn(name, World.Password));
    }
}
