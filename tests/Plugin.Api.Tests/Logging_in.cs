using System.Buffers.Text;
using System.Text.Json.Nodes;
using Plugin.EventLog;
using Plugin.Hub;
using Plugin.Testing.Running;
using Plugin.Vault.Secrets;

namespace Plugin.Api.Tests;

public sealed class Logging_in : IAsyncLifetime
{
    private const string RightPassword = $$"""{"username":"root","password":"{{RunningHub.RootPassword}}"}""";
    private const string WrongPassword = """{"username":"root","password":"wrong"}""";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plugin-api-");
    private readonly WallClock _clock = new(new DateTimeOffset(2026, 3, 3, 10, 0, 0, TimeSpan.Zero));
    private HubHost _host = null!;
    private Api _anyone = null!;

    public async ValueTask InitializeAsync()
    {
        var settings = RunningHub.Settings(new DataFolder(_folder.FullName), Path.Combine(_folder.FullName, "secrets"));
        _host = await HubHost.Start(settings with { Clock = _clock }, CancellationToken.None);
        _anyone = new Api(_host.Address, null);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Gives_an_access_and_a_refresh_token_with_the_contract_s_claims()
    {
        var answer = await _anyone.Post("token/user", RightPassword);

        Assert.Equal(200, answer.Status);
        Assert.Equal(["access_token", "refresh_token", "refresh_url", "user_url"], answer.Body!.AsObject().Select(p => p.Key));
        Assert.Equal(("/api/token/refresh", "/api/user/1"), (answer.Text("refresh_url"), answer.Text("user_url")));
        Assert.Equal(answer.Text("access_token"), answer.Headers["jwt-token"]);
        var claims = Claims(answer.Text("access_token"));
        Assert.Equal("1", claims["sub"]!.ToJsonString());
        Assert.Equal("""["Root"]""", claims["roles"]!.ToJsonString());
        Assert.Equal(("user", "access"), ((string)claims["client_type"]!, (string)claims["type"]!));
        Assert.Equal(6 * 3600, (long)claims["exp"]! - (long)claims["iat"]!);
        Assert.Equal(48 * 3600, (long)Claims(answer.Text("refresh_token"))["exp"]! - (long)claims["iat"]!);
    }

    [Fact]
    public async Task Answers_a_wrong_password_and_an_unknown_user_alike()
    {
        var wrong = await _anyone.Post("token/user", WrongPassword);
        var unknown = await _anyone.Post("token/user", """{"username":"nobody","password":"wrong"}""");

        Assert.Equal((401, 401), (wrong.Status, unknown.Status));
        Assert.Equal(wrong.Body!.ToJsonString(), unknown.Body!.ToJsonString());
    }

    [Fact]
    public async Task Locks_out_after_five_wrong_passwords_for_a_quarter_of_an_hour()
    {
        for (var i = 0; i < 5; i++)
        {
            await _anyone.Post("token/user", WrongPassword);
        }

        Assert.Equal(401, (await _anyone.Post("token/user", RightPassword)).Status);
        _clock.Advance(TimeSpan.FromMinutes(14));
        Assert.Equal(401, (await _anyone.Post("token/user", RightPassword)).Status);
        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(200, (await _anyone.Post("token/user", RightPassword)).Status);
    }

    [Fact]
    public async Task Forgets_wrong_passwords_after_a_right_one()
    {
        for (var i = 0; i < 8; i++)
        {
            await _anyone.Post("token/user", i % 4 == 3 ? RightPassword : WrongPassword);
        }

        Assert.Equal(200, (await _anyone.Post("token/user", RightPassword)).Status);
    }

    [Fact]
    public async Task Refreshes_with_the_refresh_token_only_and_as_often_as_wanted()
    {
        var tokens = await _anyone.Post("token/user", RightPassword);
        var refresh = _anyone.With(tokens.Text("refresh_token"));

        Assert.Equal(200, (await refresh.Post("token/refresh", null)).Status);
        Assert.Equal(200, (await refresh.Post("token/refresh", null)).Status);
        Assert.Equal(422, (await refresh.Get("organization")).Status);
        Assert.Equal(422, (await _anyone.With(tokens.Text("access_token")).Post("token/refresh", null)).Status);
    }

    [Fact]
    public async Task Ends_when_the_token_expires()
    {
        var root = await _anyone.LogIn("root", RunningHub.RootPassword);
        _clock.Advance(TimeSpan.FromHours(6) - TimeSpan.FromSeconds(1));
        Assert.Equal(200, (await root.Get("organization")).Status);

        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(401, (await root.Get("organization")).Status);
    }

    [Fact]
    public async Task Takes_no_token_that_this_hub_did_not_sign()
    {
        var root = await _anyone.LogIn("root", RunningHub.RootPassword);
        var parts = root.Token!.Split('.');
        var none = Base64Url.EncodeToString("""{"alg":"none","typ":"JWT"}"""u8);
        var other = Base64Url.EncodeToString("""{"type":"access","sub":1,"client_type":"user"}"""u8);

        Assert.Equal(401, (await _anyone.Get("organization")).Status);
        Assert.Equal(422, (await _anyone.With("nonsense").Get("organization")).Status);
        Assert.Equal(422, (await _anyone.With($"{none}.{parts[1]}.").Get("organization")).Status);
        Assert.Equal(422, (await _anyone.With($"{parts[0]}.{other}.{parts[2]}").Get("organization")).Status);
    }

    [Fact]
    public async Task Confirms_a_user_to_third_parties()
    {
        var root = await _anyone.LogIn("root", RunningHub.RootPassword);

        var answer = await root.Post("token/user/validate", null);

        Assert.Equal((200, 1, "root"), (answer.Status, (int)answer["user_id"], answer.Text("username")));
    }

    [Fact]
    public async Task Of_a_node_needs_its_key()
    {
        Assert.Equal(401, (await _anyone.Post("token/node", """{"api_key":"4c0c2c2e-77d4-4d4e-8f3e-0a2f6f1c1a11"}""")).Status);
        Assert.Equal(400, (await _anyone.Post("token/node", """{"api_key":"secret"}""")).Status);
    }

    [Fact]
    public async Task Shows_when_a_user_was_last_seen_and_finds_users_by_it()
    {
        var root = await _anyone.LogIn("root", RunningHub.RootPassword);
        await root.Get("organization");

        Assert.Equal("2026-03-03T10:00:00", (await root.Get("user/1")).Text("last_seen"));
        Assert.Equal([1], (await root.Get("user?last_seen_from=2026-03-03&last_seen_till=2026-03-03T10:00:00")).Ids);
        Assert.Empty((await root.Get("user?last_seen_from=2026-03-04")).Ids);
    }

    [Fact]
    public async Task Goes_by_e_mail_address_as_well()
    {
        Assert.Equal(200, (await _anyone.Post("token/user", RightPassword.Replace("\"root\"", "\"Root@domain.ext\"", StringComparison.Ordinal))).Status);
    }

    [Fact]
    public async Task Outlives_a_new_signing_key_but_not_one_whose_predecessors_are_forgotten()
    {
        var root = await _anyone.LogIn("root", RunningHub.RootPassword);
        var key = new RotatingSecret(
            new FileSecrets(Path.Combine(_folder.FullName, "secrets")), FileSecrets.TokenSigningKey, FileSecrets.TokenSigningKeyLength,
            TimeProvider.System);

        key.Rotate(forget: false);
        Assert.Equal(200, (await root.Get("organization")).Status);

        key.Rotate(forget: true);
        await Eventually.Get(
            async () => (await root.Get("organization")).Status == 422 ? root : null, Eventually.Patience,
            () => "the refusal of a token made with a forgotten key");
    }

    private static JsonObject Claims(string token) =>
        JsonNode.Parse(Base64Url.DecodeFromChars(token.Split('.')[1]))!.AsObject();
}
