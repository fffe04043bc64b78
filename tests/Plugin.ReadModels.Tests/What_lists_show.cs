using Plugin.Domain;
using Plugin.Domain.Access;
using Plugin.Domain.AlgorithmStores;
using Plugin.Domain.Collaborations;
using Plugin.Domain.Nodes;
using Plugin.Domain.Organisations;
using Plugin.Domain.Roles;
using Plugin.Domain.Runs;
using Plugin.Domain.Studies;
using Plugin.Domain.Tasks;
using Plugin.EventLog;
using Plugin.ReadModels.AlgorithmStores;
using Plugin.ReadModels.Collaborations;
using Plugin.ReadModels.Nodes;
using Plugin.ReadModels.Organisations;
using Plugin.ReadModels.Roles;
using Plugin.ReadModels.Runs;
using Plugin.ReadModels.Studies;
using Plugin.ReadModels.Tasks;
using Plugin.ReadModels.Users;

namespace Plugin.ReadModels.Tests;

/// <summary>
/// Worlds from seeds, with people, nodes and algorithms who hold any rules: each list shows exactly those things that the access table lets
/// its reader view one by one.
/// </summary>
public sealed class What_lists_show
{
    private const int Callers = 40;
    private const int LinkForAll = 99;

    private static readonly CancellationToken Token = CancellationToken.None;
    private static readonly DateTimeOffset At = History.At;
    private static readonly PageRequest All = PageRequest.First(1000);

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public async Task Is_what_their_reader_may_view(int seed, bool onPostgres)
    {
        await using var empty = onPostgres ? await EmptyStore.Postgres() : await EmptyStore.Sqlite();
        var seals = History.NewSeals();
        await using var store = await empty.Location.Open(new Projector(seals), TimeProvider.System, Token);
        var random = new Random(seed);
        var things = await Populate(new History(store, seals), random);

        for (var i = 0; i < Callers; i++)
        {
            var caller = Anyone(random, things);
            foreach (var resource in things.Targets.Keys.Select(key => key.Resource).Distinct())
            {
                var mayView = things.Targets.Where(pair => pair.Key.Resource == resource)
                    .Where(pair => Domain.Access.Permissions.Allows(caller, Operation.View, pair.Value) is Permission.Granted)
                    .Select(pair => pair.Key.Id).Order();

                Assert.Equal(mayView, await Listed(store.Read, caller, resource));
            }

            await LinksFollowCollaborations(store.Read, caller, things);
        }
    }

    /// <summary>A link to an algorithm store is seen with its collaboration, one for all by whoever sees any collaboration.</summary>
    private static async Task LinksFollowCollaborations(IReadTables read, Caller caller, World things)
    {
        var collaborations = things.Targets.Where(pair => pair.Key.Resource == Resource.Collaboration)
            .Where(pair => Domain.Access.Permissions.Allows(caller, Operation.View, pair.Value) is Permission.Granted)
            .Select(pair => pair.Key.Id).Order();
        var ofAll = caller.AtLeast(Scope.Own, Resource.Collaboration, Operation.View) is null ? Array.Empty<int>() : [LinkForAll];
        var reach = Domain.Access.Permissions.Visible(caller, Resource.Collaboration);

        var listed = await new AlgorithmStoreQueries(read).List(reach, new AlgorithmStoreFilter(), All, Token);

        Assert.Equal(collaborations.Concat(ofAll), listed.Rows.Select(row => row.Id).Order());
    }

    private static Task Link(History history, int id, CollaborationId? collaboration) => history.Append(
        $"algorithm_store-{id}", new AlgorithmStoreLinked(new AlgorithmStoreId(id), $"S{id}", "http://store/api", "http://hub/api", collaboration, At));

    private sealed record World(Dictionary<(Resource Resource, int Id), Target> Targets, ValueList<CollaborationId>[] Memberships);

    private static async Task<World> Populate(History history, Random random)
    {
        var targets = new Dictionary<(Resource, int), Target>();
        var members = Enumerable.Range(0, 4).ToDictionary(c => c, _ => Some(random, [1, 2, 3, 4, 5]));
        var memberships = Enumerable.Range(0, 6)
            .Select(o => members.Where(m => m.Value.Contains(o)).Select(m => new CollaborationId(m.Key + 1)).ToValueList()).ToArray();
        for (var o = 1; o <= 5; o++)
        {
            var organisation = new OrganisationId(o);
            await history.Append($"organisation-{o}", new OrganisationCreated(organisation, $"O{o}", "", "", "", "", "", "", At));
            targets[(Resource.Organisation, o)] = Target.Organisation(organisation, memberships[o]);
            await history.User(o, o, $"user{o}");
            targets[(Resource.User, o)] = Target.User(new UserId(o), organisation, memberships[o]);
            var role = new RoleId(7 + o);
            await history.Append($"role-{role.Value}", new RoleCreated(role, organisation, $"R{o}", null, [3], At));
            targets[(Resource.Role, role.Value)] = Target.Role(role, organisation, memberships[o]);
        }

        foreach (var role in Role.All)
        {
            targets[(Resource.Role, role.Id)] = Target.Role(new RoleId(role.Id));
        }

        await Link(history, LinkForAll, null);
        foreach (var (c, those) in members)
        {
            var collaboration = new CollaborationId(c + 1);
            await Link(history, collaboration.Value, collaboration);
            var organisations = those.Select(o => new OrganisationId(o)).ToValueList();
            await history.Append(collaboration.ToString(), new CollaborationCreated(collaboration, $"C{c}", false, organisations, At));
            targets[(Resource.Collaboration, collaboration.Value)] = Target.Collaboration(collaboration, organisations);
            foreach (var organisation in organisations)
            {
                var node = new NodeId((collaboration.Value * 100) + organisation.Value);
                await history.Append(node.ToString(), new NodeCreated(node, $"N{node.Value}", organisation, collaboration, At));
                var detached = random.Next(4) == 0;
                if (detached)
                {
                    await history.Append(node.ToString(), new NodeMoved(null, At));
                }

                targets[(Resource.Node, node.Value)] = Target.Node(organisation, detached ? null : collaboration);
            }

            for (var s = 0; s < 2; s++)
            {
                var study = new StudyId((collaboration.Value * 10) + s);
                var partial = Some(random, those).Select(o => new OrganisationId(o)).ToValueList();
                await history.Append(study.ToString(), new StudyCreated(study, collaboration, $"S{study.Value}", partial, At));
                targets[(Resource.Study, study.Value)] = Target.Study(collaboration, partial);
            }

            await Tasks(history, random, collaboration, organisations, targets);
        }

        return new World(targets, memberships);
    }

    private static async Task Tasks(
        History history, Random random, CollaborationId collaboration, ValueList<OrganisationId> organisations,
        Dictionary<(Resource, int), Target> targets)
    {
        for (var t = 0; t < 3; t++)
        {
            var task = new TaskId((collaboration.Value * 10) + t);
            var (by, at) = (organisations[random.Next(organisations.Count)], organisations[random.Next(organisations.Count)]);
            var (user, job) = (new UserId(by.Value), new TaskId(random.Next(2) == 0 ? task.Value : collaboration.Value * 10));
            var run = new RunId(task.Value * 10);
            await history.Append(
                task.ToString(),
                new TaskCreated(task, collaboration, by, user, job, null, null, "i", new(""), new(""), [], [new(run, at, new NodeId(1))], At));
            await history.Append(run.ToString(), new RunCreated(run, task, collaboration, at, new NodeId(1), new BlobRef("x", "00", 1), At));
            targets[(Resource.Task, task.Value)] = Target.Task(collaboration, by, user, job);
            targets[(Resource.Run, run.Value)] = Target.Run(collaboration, at, user, job);
        }
    }

    private static Caller Anyone(Random random, World world)
    {
        var organisation = new OrganisationId(random.Next(1, 6));
        var collaboration = new CollaborationId(random.Next(1, 5));
        return random.Next(6) switch
        {
            0 => new Caller.OfNode(new NodeId(1), organisation, collaboration),
            1 => new Caller.OfContainer(
                new NodeId(1), organisation, collaboration, new TaskId(1), new TaskId((collaboration.Value * 10) + random.Next(3))),
            var kind => new Caller.OfUser(
                new UserId(random.Next(1, 6)), organisation, world.Memberships[organisation.Value],
                kind == 2
                    ? Role.All[random.Next(Role.All.Count)].Rules
                    : RuleSet.Of(Enumerable.Range(0, random.Next(30)).Select(_ => random.Next(1, 87))))
            {
                Roles = Some(random, [1, 5, 8, 9, 10]).Select(id => new RoleId(id)).ToValueList(),
            },
        };
    }

    private static int[] Some(Random random, int[] of)
    {
        int[] some = [.. of.Where(_ => random.Next(2) == 0)];
        return some.Length > 0 ? some : [of[random.Next(of.Length)]];
    }

    private static async Task<IEnumerable<int>> Listed(IReadTables read, Caller caller, Resource resource)
    {
        var reach = Domain.Access.Permissions.Visible(caller, resource);
        IEnumerable<int> ids = resource switch
        {
            Resource.Organisation => (await new OrganisationQueries(read).List(reach, new OrganisationFilter(), All, Token)).Rows.Select(r => r.Id),
            Resource.Collaboration => (await new CollaborationQueries(read).List(reach, new CollaborationFilter(), All, Token)).Rows.Select(r => r.Id),
            Resource.Study => (await new StudyQueries(read).List(reach, new StudyFilter(), All, Token)).Rows.Select(r => r.Id),
            Resource.Node => (await new NodeQueries(read).List(reach, new NodeFilter(), All, Token)).Rows.Select(r => r.Id),
            Resource.Role => (await new RoleQueries(read).List(reach, new RoleFilter(), All, Token)).Rows.Select(r => r.Id),
            Resource.User => (await new UserQueries(read).List(reach, new UserFilter(), All, Token)).Rows.Select(r => r.Id),
            Resource.Task => (await new TaskQueries(read, new ListMemory(TimeProvider.System)).List(reach, new TaskFilter(), All, Token)).Rows.Select(r => r.Id),
            Resource.Run => (await new RunQueries(read, new ListMemory(TimeProvider.System)).List(reach, new RunFilter(), All, Token)).Rows.Select(r => r.Id),
            _ => throw new ArgumentOutOfRangeException(nameof(resource), resource, "Not listed."),
        };
        return ids.Order();
    }
}
