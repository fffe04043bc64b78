namespace Plugin.Api.Tests;

/// <summary>
/// Hospitals A and B in one collaboration with a node each, hospital C outside. Alice is a researcher at A, Oscar the admin of A, Bob a
/// researcher at B, Carol one at C.
/// </summary>
public sealed class World
{
    public const string Password = "Some-password-1";
    public const string Input = "eyJtZXRob2QiOiJzdW1tYXJ5In0=";

    public required Api Root { get; init; }
    public required Api Alice { get; init; }
    public required Api Oscar { get; init; }
    public required Api Bob { get; init; }
    public required Api Carol { get; init; }
    public required Api NodeA { get; init; }
    public required Api NodeB { get; init; }
    public required string KeyA { get; init; }
    public required int A { get; init; }
    public required int B { get; init; }
    public required int C { get; init; }
    public required int Collaboration { get; init; }
    public required int NodeAId { get; init; }

    public static async Task<World> Create(Api anyone)
    {
        var root = await anyone.LogIn("root", RunningHub.RootPassword);
        var (a, b, c) = (await Organization("Hospital A"), await Organization("Hospital B"), await Organization("Hospital C"));
        var collaboration = (await root.Post(
            "collaboration", $$"""{"name":"Study group","organization_ids":[{{a}},{{b}}],"encrypted":false}""")).Id;
        await User("alice", a, 5);
        await User("oscar", a, 6);
        await User("bob", b, 5);
        await User("carol", c, 5);
        var nodeA = await Node(a);
        var nodeB = await Node(b);
        return new World
        {
            Root = root,
            Alice = await anyone.LogIn("alice", Password),
            Oscar = await anyone.LogIn("oscar", Password),
            Bob = await anyone.LogIn("bob", Password),
            Carol = await anyone.LogIn("carol", Password),
            KeyA = nodeA.Text("api_key"),
            NodeA = await anyone.LogIn(nodeA.Text("api_key")),
            NodeB = await anyone.LogIn(nodeB.Text("api_key")),
            NodeAId = nodeA.Id,
            A = a,
            B = b,
            C = c,
            Collaboration = collaboration,
        };

        async Task<int> Organization(string name) => (await root.Post("organization", $$"""{"name":"{{name}}"}""")).Id;

        async Task User(string name, int organization, int role) => Assert.Equal(201, (await root.Post(
            "user",
            $$"""{"username":"{{name}}","email":"{{name}}@example.org","password":"{{Password}}","organization_id":{{organization}},"roles":[{{role}}]}""")).Status);

        Task<Answer> Node(int organization) =>
            root.Post("node", $$"""{"collaboration_id":{{collaboration}},"organization_id":{{organization}}}""");
    }

    /// <summary>A task for these organizations, ordered by Alice unless another says so.</summary>
    public string TaskFor(params int[] organizations) =>
        $$"""
        {"name":"Ages","image":"algorithms:1","collaboration_id":{{Collaboration}},"description":"How old they are",
        "databases":[{"label":"default","query":"select age"}],
        "organizations":[{{string.Join(",", organizations.Select(id => $$"""{"id":{{id}},"input":"{{Input}}"}"""))}}]}
        """;

    public async Task<(int Task, int Run)> Ordered(Api by, int organization)
    {
        var task = await by.Post("task", TaskFor(organization));
        Assert.Equal(201, task.Status);
        return (task.Id, (await by.Get($"run?task_id={task.Id}")).Ids.Single());
    }

    /// <summary>A collaboration beside the first one, which tests may do with as they like.</summary>
    public async Task<int> Another(string name, params int[] organizations)
    {
        var made = await Root.Post(
            "collaboration", $$"""{"name":"{{name}}","organization_ids":[{{string.Join(',', organizations)}}],"encrypted":false}""");
        Assert.Equal(200, made.Status);
        return made.Id;
    }

    /// <summary>An organization with nobody in it, for tests that remove it.</summary>
    public async Task<int> Hospital(string name)
    {
        var made = await Root.Post("organization", $$"""{"name":"{{name}}"}""");
        Assert.Equal(201, made.Status);
        return made.Id;
    }

    public async Task<Answer> Node(int collaboration, int organization)
    {
        var made = await Root.Post("node", $$"""{"collaboration_id":{{collaboration}},"organization_id":{{organization}}}""");
        Assert.Equal(201, made.Status);
        return made;
    }

    /// <summary>Somebody with these roles, logged in.</summary>
    public async Task<Api> Person(string name, int organization, params int[] roles)
    {
        var made = await Root.Post(
            "user",
            $$"""{"username":"{{name}}","email":"{{name}}@example.org","password":"{{Password}}","organization_id":{{organization}},"roles":[{{string.Join(',', roles)}}]}""");
        Assert.Equal(201, made.Status);
        return await Root.With(null).LogIn(name, Password);
    }

    /// <summary>A new session of a node.</summary>
    public static async Task<string> Session(Api node)
    {
        var session = Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(8));
        Assert.Equal(200, (await node.Post("station/session", $$"""{"session":"{{session}}","version":"1.0","facts":[]}""")).Status);
        return session;
    }
}
