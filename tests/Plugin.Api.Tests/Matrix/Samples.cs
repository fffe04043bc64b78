using Plugin.Domain;
using Plugin.Domain.Access;

namespace Plugin.Api.Tests.Matrix;

/// <summary>A request that nothing but a missing permission refuses.</summary>
/// <param name="Target">What the access table is asked about; null for a list, which any rule to view its kind opens.</param>
/// <param name="IsOpen">A list that shows callers themselves and so is refused to nobody.</param>
internal sealed record Sample(string Path, Target? Target, string? Body = null, bool IsOpen = false);

/// <summary>One sample for each route that needs a rule. A route that is not here fails the matrix.</summary>
internal sealed class Samples : IAsyncDisposable
{
    private readonly World _world;
    private readonly Dictionary<string, Func<Place, Task<Sample>>> _table;
    private readonly Dictionary<int, IReadOnlyList<int>> _members = [];
    private readonly List<StandInStore> _stores = [];
    private int _count;

    public Samples(World world, IEnumerable<Place> places)
    {
        _world = world;
        foreach (var place in places)
        {
            _members[place.Collaboration] = place.Members;
        }

        _table = new Dictionary<string, Func<Place, Task<Sample>>>
        {
            ["GET /organization"] = _ => List("organization"),
            ["POST /organization"] = _ => One("organization", Target.Unbound(Resource.Organisation), $$"""{"name":"{{Name()}}"}"""),
            ["GET /organization/{id}"] = p => One($"organization/{p.Organisation}", Target.Organisation(p.Owner, CollaborationsOf(p.Organisation))),
            ["PATCH /organization/{id}"] = p => One($"organization/{p.Organisation}", Target.Organisation(p.Owner, CollaborationsOf(p.Organisation)), "{}"),
            ["DELETE /organization/{id}"] = async _ => new Sample($"organization/{await Hospital()}", Target.Unbound(Resource.Organisation)),

            ["GET /collaboration"] = _ => List("collaboration"),
            ["POST /collaboration"] = _ => One(
                "collaboration", Target.Unbound(Resource.Collaboration), $$"""{"name":"{{Name()}}","organization_ids":[{{world.B}}],"encrypted":false}"""),
            ["GET /collaboration/{id}"] = p => One($"collaboration/{p.Collaboration}", Collaboration(p.Collaboration)),
            ["PATCH /collaboration/{id}"] = p => One($"collaboration/{p.Collaboration}", Collaboration(p.Collaboration), "{}"),
            ["DELETE /collaboration/{id}"] = p => OfCollaboration(p, id => $"collaboration/{id}"),
            ["POST /collaboration/{id}/organization"] = async p =>
            {
                var joining = await Hospital();
                return await OfCollaboration(p, id => $"collaboration/{id}/organization", $$"""{"id":{{joining}}}""");
            },
            ["DELETE /collaboration/{id}/organization"] = p => OfCollaboration(p, id => $"collaboration/{id}/organization", $$"""{"id":{{world.B}}}"""),
            ["POST /collaboration/{id}/node"] = p => WithNode(p, (collaboration, node) =>
                new Sample($"collaboration/{collaboration}/node", Collaboration(collaboration), $$"""{"id":{{node}}}""")),
            ["DELETE /collaboration/{id}/node"] = p => WithNode(p, (collaboration, node) =>
                new Sample($"collaboration/{collaboration}/node", Collaboration(collaboration), $$"""{"id":{{node}}}""")),

            ["GET /study"] = _ => List("study"),
            ["POST /study"] = p => One(
                "study", Target.StudyOf(p.Within), $$"""{"name":"{{Name()}}","collaboration_id":{{p.Collaboration}},"organization_ids":[{{p.Organisation}}]}"""),
            ["GET /study/{id}"] = p => One($"study/{p.Study}", Target.Study(p.Within, [p.Owner])),
            ["PATCH /study/{id}"] = p => One($"study/{p.Study}", Target.Study(p.Within, [p.Owner]), "{}"),
            ["DELETE /study/{id}"] = async p => new Sample(
                $"study/{await Made("study", $$"""{"name":"{{Name()}}","collaboration_id":{{p.Collaboration}},"organization_ids":[{{p.Organisation}}]}""")}",
                Target.Study(p.Within, [p.Owner])),
            ["POST /study/{id}/organization"] = p => One($"study/{p.Study}/organization", Target.StudyOf(p.Within), $$"""{"id":{{p.Organisation}}}"""),
            ["DELETE /study/{id}/organization"] = async p => new Sample(
                $"study/{await Made("study", $$"""{"name":"{{Name()}}","collaboration_id":{{p.Collaboration}},"organization_ids":[{{p.Organisation}}]}""")}/organization",
                Target.StudyOf(p.Within), $$"""{"id":{{p.Organisation}}}"""),

            ["GET /user"] = async _ => (await List("user")) with { IsOpen = true },
            ["POST /user"] = p => One("user", Target.NewUser(p.Owner, CollaborationsOf(p.Organisation)), Person(p)),
            ["GET /user/{id}"] = p => One($"user/{p.Person.Value}", User(p, p.Person.Value)),
            ["PATCH /user/{id}"] = p => One($"user/{p.Person.Value}", User(p, p.Person.Value), "{}"),
            ["DELETE /user/{id}"] = p => OfUser(p, "user"),
            ["POST /user/{id}/deactivate"] = p => OfUser(p, "user", "/deactivate", "{}"),
            ["POST /user/{id}/reactivate"] = p => OfUser(p, "user", "/reactivate", "{}"),
            ["POST /user/invitation"] = p => One("user/invitation", Target.NewUser(p.Owner, CollaborationsOf(p.Organisation)), Invited(p)),
            ["POST /user/{id}/invitation"] = p => OfUser(p, "user", "/invitation"),
            ["DELETE /user/{id}/invitation"] = p => OfUser(p, "user", "/invitation"),
            ["GET /user/{id}/account"] = p => OfUser(p, "user", "/account"),
            ["POST /user/{id}/recovery"] = p => OfUser(p, "user", "/recovery", """{"credential":"password"}"""),
            ["POST /erasure/users/{id}"] = p => OfUser(p, "erasure/users"),

            ["GET /role"] = async _ => (await List("role")) with { IsOpen = true },
            ["POST /role"] = p => One("role", Target.NewRole(p.Owner, CollaborationsOf(p.Organisation)), RoleOf(p)),
            ["GET /role/{id}"] = p => One($"role/{p.Role}", Role(p, p.Role)),
            ["PATCH /role/{id}"] = p => One($"role/{p.Role}", Role(p, p.Role), "{}"),
            ["DELETE /role/{id}"] = p => OfRole(p, ""),
            ["POST /role/{id}/rule/{rule}"] = p => OfRole(p, "/rule/64"),
            ["DELETE /role/{id}/rule/{rule}"] = p => OfRole(p, "/rule/64"),

            ["GET /node"] = _ => List("node"),
            ["POST /node"] = async p =>
            {
                var collaboration = await Fresh(p);
                return new Sample(
                    "node", Target.Node(p.Owner, new CollaborationId(collaboration)),
                    $$"""{"collaboration_id":{{collaboration}},"organization_id":{{p.Organisation}}}""");
            },
            ["GET /node/{id}"] = p => One($"node/{p.Node}", Target.Node(p.Owner, p.Within)),
            ["GET /node/{id}/state"] = p => One($"node/{p.Node}/state", Target.Node(p.Owner, p.Within)),
            ["PATCH /node/{id}"] = p => One($"node/{p.Node}", Target.Node(p.Owner, p.Within), "{}"),
            ["DELETE /node/{id}"] = p => OfNode(p, node => new Sample($"node/{node}", null)),
            ["POST /recover/node"] = p => OfNode(p, node => new Sample("recover/node", null, $$"""{"id":{{node}}}""")),
            ["DELETE /audit/nodes/{id}/signing-key"] = p => OfNode(p, node => new Sample($"audit/nodes/{node}/signing-key", null)),

            ["GET /task"] = _ => List("task"),
            ["POST /task"] = _ => One("task", Target.NewTask(new CollaborationId(world.Collaboration)), world.TaskFor(world.B)),
            ["POST /task/dry-run"] = _ => One(
                "task/dry-run", Target.NewTask(new CollaborationId(world.Collaboration)),
                $$"""{"image":"algorithms:1","collaboration_id":{{world.Collaboration}},"organizations":[{"id":{{world.B}}}]}"""),
            ["GET /task/{id}/job"] = p => One($"task/{p.Task}/job", Task(p, p.Task)),
            ["POST /task/{id}/stop"] = async p => await OfTask(p, "task/{0}/stop"),
            ["GET /task/{id}"] = p => One($"task/{p.Task}", Task(p, p.Task)),
            ["GET /task/{id}/status"] = p => One($"task/{p.Task}/status", Task(p, p.Task)),
            ["DELETE /task/{id}"] = async p => await OfTask(p, "task/{0}"),
            ["POST /kill/task"] = async p => new Sample("kill/task", Target.KillOfTask(p.Within), $$"""{"id":{{await p.Order()}}}"""),
            ["GET /task/{id}/result"] = p => One($"task/{p.Task}/result", Run(p)),
            ["POST /column"] = _ => One(
                "column", Target.NewTask(new CollaborationId(world.Collaboration)),
                $$"""{"collaboration_id":{{world.Collaboration}},"db_label":"default","organizations":[{"id":{{world.B}},"input":"{{World.Input}}"}]}"""),
            ["POST /kill/node/tasks"] = async p =>
            {
                var collaboration = await Fresh(p);
                var node = await world.Node(collaboration, p.Organisation);
                await World.Session(await world.Root.With(null).LogIn(node.Text("api_key")));
                return new Sample("kill/node/tasks", Target.KillOnNode(p.Owner, new CollaborationId(collaboration)), $$"""{"id":{{node.Id}}}""");
            },
            ["POST /erasure/tasks/{id}"] = async p => await OfTask(p, "erasure/tasks/{0}"),
            ["GET /audit/organizations/{id}/key"] = p => One($"audit/organizations/{p.Organisation}/key", Target.Organisation(p.Owner, CollaborationsOf(p.Organisation))),
            ["GET /audit/tasks/{id}/events"] = p => One($"audit/tasks/{p.Task}/events", Task(p, p.Task)),

            ["GET /run"] = _ => List("run"),
            ["GET /run/standing"] = _ => List("run/standing"),
            ["GET /run/{id}"] = p => One($"run/{p.Run}", Run(p)),
            ["GET /run/{id}/log"] = p => One($"run/{p.Run}/log", Run(p)),
            ["GET /run/{id}/contents/{kind}"] = p => One($"run/{p.Run}/contents/input", Run(p)),
            ["GET /result"] = _ => List("result"),
            ["GET /result/{id}"] = p => One($"result/{p.Run}", Run(p)),

            ["POST /blobstream"] = _ => List("blobstream"),
            // Of what nobody uploaded there is nothing to refuse; Uploaded_contents asks for what there is.
            ["GET /blobstream/{uuid}"] = async _ => (await List("blobstream/00000000-0000-0000-0000-000000000000")) with { IsOpen = true },

            ["GET /algorithmstore"] = _ => List("algorithmstore"),
            ["GET /algorithm"] = p => One($"algorithm?collaboration_id={p.Collaboration}", Collaboration(p.Collaboration)),
            ["POST /algorithmstore"] = p => One("algorithmstore", Collaboration(p.Collaboration), LinkTo("http://127.0.0.1:9/api", p.Collaboration)),
            ["GET /algorithmstore/{id}"] = p => OfStore(p, ""),
            ["PATCH /algorithmstore/{id}"] = p => OfStore(p, "", "{}"),
            ["DELETE /algorithmstore/{id}"] = p => OfStore(p, $"?server_url={Uri.EscapeDataString(HubUrl)}"),

            ["GET /audit/log"] = _ => List("audit/log"),
            ["GET /audit/streams/{stream}/events"] = _ => List("audit/streams/user-1/events"),
            ["GET /audit/streams/{stream}/state"] = _ => List("audit/streams/user-1/state"),
            ["GET /audit/alarms"] = _ => List("audit/alarms"),
            ["POST /audit/alarms/{id}/acknowledgement"] = _ => List("audit/alarms/node-7-fork/acknowledgement"),
            ["GET /audit/export"] = p => List($"audit/export?task={p.Task}"),
            ["GET /audit/tile/entries/{tile}"] = _ => List("audit/tile/entries/000.p/1"),
            ["GET /audit/history"] = p => List($"audit/history?task={p.Task}"),
            ["GET /audit/tasks/{id}/replay"] = p => List($"audit/tasks/{p.Task}/replay"),
            ["GET /audit/names"] = _ => List("audit/names?of=user-1"),
            ["GET /audit/checkpoints"] = _ => List("audit/checkpoints"),
            ["GET /audit/runs/{id}/readers"] = p => List($"audit/runs/{p.Run}/readers"),

            ["GET /hub/silos"] = _ => List("hub/silos"),
            ["GET /hub/history"] = _ => List("hub/history"),
            ["GET /hub/log"] = _ => List("hub/log"),
            ["GET /hub/stations"] = _ => List("hub/stations"),
            ["GET /erasure/recent"] = _ => List("erasure/recent"),

            ["PUT /erasure/retention"] = _ => One("erasure/retention", null, """{"days":null}"""),
            ["GET /erasure/retention/collaborations/{id}"] = p => One($"erasure/retention/collaborations/{p.Collaboration}", Collaboration(p.Collaboration)),
            ["GET /erasure/retention/collaborations/{id}/forecast"] = p => One(
                $"erasure/retention/collaborations/{p.Collaboration}/forecast?days=30", Collaboration(p.Collaboration)),
            ["PUT /erasure/retention/collaborations/{id}"] = p => One(
                $"erasure/retention/collaborations/{p.Collaboration}", Collaboration(p.Collaboration), """{"days":null}"""),
            ["DELETE /erasure/retention/collaborations/{id}"] = p => One(
                $"erasure/retention/collaborations/{p.Collaboration}", Collaboration(p.Collaboration)),
        };
    }

    public IEnumerable<string> Routes => _table.Keys;

    private string HubUrl => new Uri(_world.Root.Address, "/api").ToString();

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores)
        {
            await store.DisposeAsync();
        }
    }

    public Task<Sample> Of(string route, Place place) => _table[route](place);

    public ValueList<CollaborationId> CollaborationsOf(int organisation) =>
        [.. _members.Where(members => members.Value.Contains(organisation)).Select(members => new CollaborationId(members.Key))];

    private static Task<Sample> List(string path) => One(path, null);

    private static Task<Sample> One(string path, Target? target, string? body = null) =>
        System.Threading.Tasks.Task.FromResult(new Sample(path, target, body));

    private static Target Task(Place place, int task) => Target.Task(place.Within, place.Owner, place.Person, new TaskId(task));

    private static Target Run(Place place) => Target.Run(place.Within, place.Owner, place.Person, new TaskId(place.Task));

    private static async Task<Sample> OfTask(Place place, string path)
    {
        var task = await place.Order();
        return new Sample(string.Format(System.Globalization.CultureInfo.InvariantCulture, path, task), Task(place, task));
    }

    private Target Collaboration(int id) =>
        Target.Collaboration(new CollaborationId(id), [.. _members[id].Select(member => new OrganisationId(member))]);

    private Target User(Place place, int id) => Target.User(new UserId(id), place.Owner, CollaborationsOf(place.Organisation));

    private Target Role(Place place, int id) => Target.Role(new RoleId(id), place.Owner, CollaborationsOf(place.Organisation));

    private string Invited(Place place) => Person(place).Replace($"\"password\":\"{World.Password}\",", "", StringComparison.Ordinal);

    private string Person(Place place)
    {
        var name = $"sample{_count++}";
        return $$"""{"username":"{{name}}","email":"{{name}}@example.org","password":"{{World.Password}}","organization_id":{{place.Organisation}}}""";
    }

    // Of rules that whoever creates or edits roles at any scope holds.
    private string RoleOf(Place place) => $$"""{"name":"{{Name()}}","rules":[61],"organization_id":{{place.Organisation}}}""";

    private string Name() => $"Sample {_count++}";

    private Task<int> Hospital() => _world.Hospital(Name());

    private async Task<int> Made(string path, string body)
    {
        var made = await _world.Root.Post(path, body);
        Assert.Equal(201, made.Status);
        return made.Id;
    }

    private async Task<int> Fresh(Place place)
    {
        var id = await _world.Another(Name(), [.. place.Members]);
        _members[id] = place.Members;
        return id;
    }

    private async Task<Sample> OfCollaboration(Place place, Func<int, string> path, string? body = null)
    {
        var id = await Fresh(place);
        return new Sample(path(id), Collaboration(id), body);
    }

    private async Task<Sample> WithNode(Place place, Func<int, int, Sample> sample)
    {
        var collaboration = await Fresh(place);
        return sample(collaboration, (await _world.Node(collaboration, place.Organisation)).Id);
    }

    private Task<Sample> OfNode(Place place, Func<int, Sample> sample) => WithNode(
        place, (collaboration, node) => sample(node) with { Target = Target.Node(place.Owner, new CollaborationId(collaboration)) });

    private string LinkTo(string store, int collaboration) =>
        $$"""{"name":"Store","algorithm_store_url":"{{store}}","server_url":"{{HubUrl}}","collaboration_id":{{collaboration}},"force":true}""";

    // A store of its own: unlinking it unlinks it everywhere.
    private async Task<Sample> OfStore(Place place, string rest, string? body = null)
    {
        var store = await StandInStore.Start();
        _stores.Add(store);
        var id = await Made("algorithmstore", LinkTo(store.Url, place.Collaboration));
        return new Sample($"algorithmstore/{id}{rest}", Collaboration(place.Collaboration), body);
    }

    private async Task<Sample> OfUser(Place place, string path, string rest = "", string? body = null)
    {
        var id = await Made("user", Person(place));
        return new Sample($"{path}/{id}{rest}", User(place, id), body);
    }

    private async Task<Sample> OfRole(Place place, string rest)
    {
        var id = await Made("role", RoleOf(place));
        return new Sample($"role/{id}{rest}", Role(place, id));
    }
}
