using System.Security.Cryptography;
using Plugin.Domain;
using Plugin.Domain.Collaborations;
using Plugin.Domain.Nodes;
using Plugin.Domain.Tasks;
using Plugin.Domain.Users;
using Plugin.EventLog;
using Plugin.ReadModels;
using Plugin.ReadModels.Replay;
using Plugin.Vault.Seals;

namespace Plugin.Api.Tests;

/// <summary>What history says, beside what the hub answered at that moment to each user, node and algorithm.</summary>
public sealed class Who_could_see_a_result(TwoHubs hubs) : IClassFixture<TwoHubs>
{
    private const int Users = 8;
    private const int Steps = 14;

    private readonly Dictionary<string, Api> _callers = [];
    private readonly List<int> _runs = [];
    private readonly List<(long Position, DateTimeOffset At, int Run, string[] Who)> _moments = [];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Is_answered_from_history_as_the_hub_answered_then(int seed)
    {
        var random = new Random(seed);
        await using var database = await PostgresHub.Start();
        await using var store = await database.Location.Open(
            new Projector(new SealedFields(RandomNumberGenerator.Fill)), TimeProvider.System, CancellationToken.None);
        var world = await World.Create(database.Anyone);
        var members = new[] { world.A, world.B, world.C };
        for (var i = 0; i < Users; i++)
        {
            await NewUser(world, $"user{seed}{i}", members[random.Next(3)], random);
        }

        (_callers[$"node:{world.NodeAId}"], _callers["user:1"]) = (world.NodeA, world.Root);
        var session = await World.Session(world.NodeA);
        for (var step = 0; step < Steps; step++)
        {
            await Change(step, world, store, session, random);
            await Observe(store);
        }

        Assert.Contains(_moments, moment => moment.Who.Any(who => who.StartsWith("run:", StringComparison.Ordinal)));
        Assert.Contains(_moments, moment => moment.Who.Length == 0);
        foreach (var (position, at, run, who) in _moments)
        {
            var then = await RunReaders.Of(store.Log, new RunId(run), AsOf.Parse($"{position}")!, CancellationToken.None);
            var atTime = await RunReaders.Of(store.Log, new RunId(run), AsOf.Parse($"{at:O}")!, CancellationToken.None);

            Assert.Equal(who, then!.CouldSee.Select(reader => reader.Who).Where(_callers.ContainsKey).Order(StringComparer.Ordinal));
            Assert.Equal(position, atTime!.Position);
        }
    }

    [Fact]
    public async Task Names_the_rule_the_role_and_who_did_read()
    {
        var world = await World.Create(hubs.First);
        var (task, run) = await world.Ordered(world.Alice, world.A);
        var before = (long)(await world.Root.Get("audit/log?limit=1"))["head"];
        Assert.Equal(200, (await world.Bob.Get($"run/{run}")).Status);

        var answer = await world.Root.Get($"audit/runs/{run}/readers");
        var earlier = await world.Root.Get($"audit/runs/{run}/readers?at={before}");

        Assert.Equal((200, task), (answer.Status, (int)answer["task"]));
        var bob = answer["could_see"].AsArray().Single(reader => (string)reader!["who"]! == "user:4")!;
        Assert.Equal(
            $$"""{"who":"user:4","organization":{{world.B}},"rule":39,"rule_text":"View run at collaboration scope","roles":["Researcher"]}""",
            bob.ToJsonString());
        Assert.Equal(["user:2", "user:4"], answer["did_read"].AsArray().Select(read => (string)read!["who"]!));
        Assert.Equal(["user:2"], earlier["did_read"].AsArray().Select(read => (string)read!["who"]!));
        Assert.DoesNotContain(answer["could_see"].AsArray(), reader => (string)reader!["who"]! == "user:5");
        Assert.Equal(403, (await world.Alice.Get($"audit/runs/{run}/readers")).Status);
        Assert.Equal(404, (await world.Root.Get("audit/runs/4711/readers")).Status);
        Assert.Equal(400, (await world.Root.Get($"audit/runs/{run}/readers?at=yesterday")).Status);
    }

    private async Task NewUser(World world, string name, int organization, Random random)
    {
        int[] roles = random.Next(3) == 0 ? [] : [random.Next(4, 8)];
        int[] rules = random.Next(2) == 0 ? [] : [random.Next(38, 42)];
        var made = await world.Root.Post(
            "user",
            $$"""
            {"username":"{{name}}","email":"{{name}}@example.org","password":"{{World.Password}}","organization_id":{{organization}},
            "roles":[{{string.Join(",", roles)}}],"rules":[{{string.Join(",", rules)}}]}
            """);
        _callers[$"user:{made.Id}"] = await world.Root.With(null).LogIn(name, World.Password);
    }

    // Every kind of change comes, those that end things last; whom it meets is left to chance.
    private async Task Change(int step, World world, IStore store, string session, Random random)
    {
        var user = new UserId(random.Next(6, 6 + Users));
        var collaboration = new CollaborationId(world.Collaboration);
        var now = TimeProvider.System.GetUtcNow();
        switch (step)
        {
            case 0 or 3:
                _runs.Add((await world.Ordered(world.Alice, step == 0 ? world.A : world.B)).Run);
                break;
            case 1:
                await Append(store, user, new UserAuthorised([random.Next(4, 8)], [], now));
                break;
            case 2:
                await Append(store, collaboration, new MemberAdded(new OrganisationId(world.C), now));
                break;
            case 4:
                var claim = await world.NodeA.Post($"station/runs/{_runs[0]}/claim", $$"""{"session":"{{session}}"}""");
                Assert.Equal(200, claim.Status);
                _callers[$"run:{_runs[0]}/1"] = world.Root.With(claim.Text("run_token"));
                break;
            case 5:
                await Append(store, user, new UserRetired(now));
                break;
            case 6:
                await Append(store, collaboration, new MemberRemoved(new OrganisationId(world.B), now));
                break;
            case 7:
                await Append(store, new UserId(6 + ((user.Value - 5) % Users)), new UserAuthorised([], [random.Next(38, 42)], now));
                break;
            case 8:
                Assert.Equal(200, (await world.Root.Post("kill/task", $$"""{"id":{{await TaskOf(world, _runs[0])}}}""")).Status);
                break;
            case 9:
                await NewUser(world, $"late{random.Next(1000)}", world.B, random);
                await Append(store, new UserId(6 + ((user.Value - 4) % Users)), new UserDeactivated(null, now));
                break;
            case 10:
                await Append(store, new NodeId(world.NodeAId), new NodeRetired(now));
                break;
            case 11:
                await Append(store, collaboration, new CollaborationRetired(now));
                break;
            default:
                await Append(store, new TaskId(await TaskOf(world, _runs[step - 12])), new TaskRetired(collaboration, now));
                break;
        }
    }

    private static async Task<int> TaskOf(World world, int run) =>
        int.Parse(((string)(await world.Root.Get($"run/{run}"))["task"]["link"]!).Split('/')[^1]);

    private async Task Observe(IStore store)
    {
        var position = await store.Log.Head(CancellationToken.None);
        var at = (await store.Log.Read(position - 1, 1, CancellationToken.None))[0].At;
        foreach (var run in _runs)
        {
            var who = new List<string>();
            foreach (var (name, caller) in _callers)
            {
                if ((await caller.Get($"run/{run}")).Status == 200)
                {
                    who.Add(name);
                }
            }

            _moments.Add((position, at, run, [.. who.Order(StringComparer.Ordinal)]));
        }
    }

    private static async Task Append<TId>(IStore store, TId stream, DomainEvent @event)
        where TId : struct
    {
        var (name, data) = EventCodec.Encode(@event);
        var version = await store.Log.VersionOf($"{stream}", CancellationToken.None);
        // Who is retired already stays so.
        if (version > 0 && !(await store.Log.ReadStream($"{stream}", version - 1, CancellationToken.None))[0].Name.Contains("retired", StringComparison.Ordinal))
        {
            await store.Log.Append(
                new Append { Streams = [new StreamAppend($"{stream}", version, [new NewEvent(name, data, """{"actor":"operator:test"}"""u8.ToArray())])] },
                CancellationToken.None);
        }
    }
}
