using System.Text.Json;
using System.Text.Json.Nodes;
using Plugin.Policies;

namespace Plugin.Api.Tests;

/// <summary>What is said of a task before it is ordered, by what the stations tell of their rules.</summary>
public sealed class A_dry_run(RunningHub hub) : IClassFixture<RunningHub>
{
    private const string Image = "plugin/algorithms:1";

    private readonly World _world = hub.World;

    [Fact]
    public async Task Says_which_node_would_take_a_task_and_why_another_would_not()
    {
        await Tell(_world.NodeA, new PolicyConfig(["plugin/algorithms(:.*)?"]), Csv("default"));
        await Tell(_world.NodeB, new PolicyConfig(["registry.example.org/mean"]), Csv("default"));

        var tried = await Try(_world.Alice, _world.A, _world.B);

        Assert.Equal(
            [
                (_world.A, "accepts", null, null),
                (_world.B, "refuses", "policies.allowed_images", $"The image '{Image}' is not among those that this station allows."),
            ],
            tried.Select(Said));
        Assert.Empty((await _world.Alice.Get($"task?collaboration_id={_world.Collaboration}&name=tried")).Ids);
    }

    [Fact]
    public async Task Goes_by_the_rules_of_the_data_source_that_is_asked_for()
    {
        await Tell(
            _world.NodeA, new PolicyConfig([".*"]),
            Csv("default") with { Rules = new SourceRules { Methods = ["mean"] } }, Csv("open") with { Rules = new SourceRules { MinimumRecords = 50 } });

        Assert.Equal(
            (_world.A, "refuses", "databases.default.allowed.methods", "The method 'sum' may not use the data source 'default' of this station."),
            Said((await Try(_world.Alice, "default", "sum", _world.A))[0]!));
        Assert.Equal((_world.A, "accepts", null, null), Said((await Try(_world.Alice, "default", "mean", _world.A))[0]!));
        var unnamed = (await _world.Alice.Post("task/dry-run", Body(_world.Collaboration, "default", "", _world.A).Replace("\"method\":\"\",", "", StringComparison.Ordinal)))["organizations"][0]!;
        Assert.Equal(((_world.A, "accepts", null, null), "method"), (Said(unnamed), Conditions(unnamed)));
        var open = (await Try(_world.Alice, "open", "sum", _world.A))[0]!;
        Assert.Equal(((_world.A, "accepts", null, null), "records"), (Said(open), Conditions(open)));
        Assert.Equal(
            (_world.A, "refuses", "databases", "This station has no data source 'gone'. It has 'default', 'open'."),
            Said((await Try(_world.Alice, "gone", "sum", _world.A))[0]!));
    }

    [Fact]
    public async Task Foretells_who_is_turned_away_and_where_an_operator_decides()
    {
        await Tell(
            _world.NodeA, new PolicyConfig([".*"]) { AllowedOrganizations = ["Hospital A"], Approval = [new RunRuleConfig()], Hold = [new RunRuleConfig()] }, Csv("default"));

        var alice = (await Try(_world.Alice, _world.A))[0]!;
        Assert.Equal(
            ((_world.A, "asks", "policies.approval[0]", "The station's rule policies.approval[0] asks for approval."), "held"), (Said(alice), Conditions(alice)));
        Assert.Equal(
            (_world.A, "refuses", "policies.allowed_users", "It takes no tasks from you."), Said((await Try(_world.Bob, _world.A))[0]!));
        Assert.Equal(400, (await _world.Bob.Post("task", _world.TaskFor(_world.A))).Status);
        await Tell(_world.NodeA, new PolicyConfig([".*"]), Csv("default"));
    }

    [Fact]
    public async Task Knows_nothing_of_a_station_that_tells_no_rules_or_names_people()
    {
        Assert.Empty(PublicRules.Told(new PolicyConfig([".*"]) { AllowedUsers = ["alice"] }, []));
        await World.Session(_world.NodeA);

        var tried = (await Try(_world.Alice, _world.A))[0]!;

        Assert.Equal((_world.A, "unknown", null, "Its station does not tell its rules."), Said(tried));
        Assert.Equal(200, (await Told(_world.NodeA, $$"""{"key":"rules","value":"{\"policies\":{\"allowed_images\":[\"(\"]},\"sources\":[]}"}""")).Status);
        Assert.Equal("unknown", Said((await Try(_world.Alice, _world.A))[0]!).Verdict);
    }

    [Fact]
    public async Task Names_those_that_a_task_cannot_be_for()
    {
        var elsewhere = await _world.Another("Dry runs", _world.A, _world.B);

        var tried = await _world.Alice.Post("task/dry-run", Body(elsewhere, "default", "mean", _world.A, _world.C));

        Assert.Equal(200, tried.Status);
        Assert.All(((JsonArray)tried["organizations"]).Select(answer => Said(answer!)), said => Assert.Equal("refuses", said.Verdict));
        Assert.Equal(400, (await _world.Alice.Post("task/dry-run", """{"image":"i:1","organizations":[{"id":1}]}""")).Status);
        Assert.Equal(404, (await _world.Alice.Post("task/dry-run", Body(4711, "default", "mean", _world.A))).Status);
    }

    [Fact]
    public async Task Of_an_encrypted_collaboration_needs_stations_with_keys()
    {
        var made = await _world.Root.Post("collaboration", $$"""{"name":"Dry and closed","organization_ids":[{{_world.C}}],"encrypted":true}""");
        var node = await hub.Anyone.LogIn((await _world.Node(made.Id, _world.C)).Text("api_key"));

        Assert.Equal("encryption.no_key", Said(await One()).Rule);
        Assert.Equal(200, (await _world.Root.Patch($"organization/{_world.C}", """{"public_key":"cHVibGlj"}""")).Status);
        Assert.Equal(200, (await Told(node, """{"key":"encryption","value":"false"}""")).Status);
        Assert.Equal("encryption.station", Said(await One()).Rule);

        async Task<JsonNode> One() => (await _world.Carol.Post("task/dry-run", Body(made.Id, "default", "mean", _world.C)))["organizations"][0]!;
    }

    private static DatabaseConfig Csv(string label) => new(label, "", "csv", new Dictionary<string, string>());

    private static (int Organization, string Verdict, string? Rule, string? Reason) Said(JsonNode? answer) =>
        ((int)answer!["organization_id"]!, (string)answer["verdict"]!, (string?)answer["rule"], (string?)answer["reason"]);

    private static string Conditions(JsonNode answer) =>
        string.Join(" ", ((JsonArray)answer["conditions"]!).Select(condition => (string)condition!["code"]!).Where(code => code != "offline"));

    // A session that another has taken the place of does not come back, so each is a new one.
    private static Task<Answer> Told(Api node, string facts) => node.Post(
        "station/session",
        $$"""{"session":"{{Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(8))}}","version":"1.0","facts":[{{facts}}]}""");

    private static async Task Tell(Api node, PolicyConfig policies, params DatabaseConfig[] databases) => Assert.Equal(
        200,
        (await Told(node, string.Join(",",
            [
                .. PublicRules.Told(policies, databases).Select(part => $$"""{"key":"rules","value":{{JsonSerializer.Serialize(part)}}}"""),
                .. policies.AllowedOrganizations.Select(o => $$"""{"key":"allowed_orgs","value":"{{o}}"}"""),
            ]))).Status);

    private Task<JsonArray> Try(Api by, params int[] organizations) => Try(by, "default", "mean", organizations);

    private async Task<JsonArray> Try(Api by, string label, string method, params int[] organizations)
    {
        var tried = await by.Post("task/dry-run", Body(_world.Collaboration, label, method, organizations));
        Assert.Equal((200, Image), (tried.Status, tried.Text("image")));
        return (JsonArray)tried["organizations"];
    }

    private static string Body(int collaboration, string label, string method, params int[] organizations) => $$"""
        {"image":"{{Image}}","collaboration_id":{{collaboration}},"method":"{{method}}","databases":[{"label":"{{label}}"}],
        "organizations":[{{string.Join(",", organizations.Select(id => $$"""{"id":{{id}}}"""))}}]}
        """;
}
