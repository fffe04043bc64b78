using System.Text;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Plugin.Api.Authentication;
using Plugin.Api.Describing;
using Plugin.Api.Http;
using Plugin.Domain;
using Plugin.Domain.Access;
using Access = Plugin.Domain.Access.Permissions;

namespace Plugin.Api.Tests.Matrix;

/// <summary>
/// Every route, asked by callers of every kind, with each rule of its operation alone, with none and with all others, about things near and
/// far: it grants exactly what the domain's access table allows.
/// </summary>
public sealed class The_permission_matrix(MatrixHub hub) : IClassFixture<MatrixHub>
{
    private readonly World _world = hub.World;
    private readonly Dictionary<RuleSet, (Api As, Caller.OfUser Caller)> _users = [];

    private IReadOnlyList<DescribedRoute> Routes =>
        [.. DescribedRoute.All(hub.Services.GetRequiredService<EndpointDataSource>().Endpoints)];

    [Fact]
    public async Task Grants_what_the_domain_allows_and_nothing_else()
    {
        var places = await Place.Create(_world);
        await using var samples = new Samples(_world, places);
        var container = await Container(places[0]);
        var (wrong, granted, refused) = (new List<string>(), 0, 0);

        foreach (var route in Routes.Where(route => route.Rule is not null))
        {
            var name = NameOf(route);
            Assert.True(samples.Routes.Contains(name), $"{name} has no sample in {nameof(Samples)}.");
            foreach (var place in places)
            {
                Sample? sample = null;
                foreach (var (who, caller, access) in await Askers(route, samples, container))
                {
                    sample ??= await samples.Of(name, place);
                    // A collaboration may have come with the sample.
                    var expected = Expected(route.Rule!, access is Caller.OfUser user ? user with { Collaborations = samples.CollaborationsOf(_world.A) } : access, sample);
                    var status = await Ask(caller, route.Methods[0], sample);
                    if (expected != status is not (401 or 403))
                    {
                        wrong.Add($"{name} for {who}, {place.Name}: {status}, though it is {(expected ? "granted" : "refused")}");
                    }

                    (granted, refused) = expected ? (granted + 1, refused) : (granted, refused + 1);
                    // What was granted may have used the sample up.
                    sample = expected && route.Methods[0] != "GET" ? null : sample;
                }
            }
        }

        Assert.Empty(wrong);
        Assert.True(granted > 250 && refused > 500, $"Only {granted} grants and {refused} refusals.");
    }

    [Fact]
    public async Task Has_no_place_for_callers_of_another_kind()
    {
        var (task, _) = await _world.Ordered(_world.Alice, _world.A);
        var token = await _world.NodeA.Post("token/container", $$"""{"task_id":{{task}},"image":"algorithms:1"}""");
        var callers = new (Callers Kind, Api As)[]
        {
            (Callers.User, _world.Root), (Callers.Node, _world.NodeA),
            (Callers.Container, hub.Anyone.With(token.Text("container_token"))),
        };
        var wrong = new List<string>();

        foreach (var route in Routes.Where(route => route.Callers != Callers.None))
        {
            var path = route.PathFields.Aggregate(route.Path, (path, field) => path.Replace($"{{{field.Name}}}", "1", StringComparison.Ordinal));
            foreach (var (kind, caller) in callers.Where(caller => !route.Callers.HasFlag(caller.Kind)))
            {
                var status = await Ask(caller, route.Methods[0], new Sample(path, null));
                if (status != (route.Callers == Callers.Refresh ? 422 : 403))
                {
                    wrong.Add($"{NameOf(route)} answers a {kind} {status}");
                }
            }

            if (await Ask(hub.Anyone, route.Methods[0], new Sample(path, null)) is not 401 and var other)
            {
                wrong.Add($"{NameOf(route)} answers nobody {other}");
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void Lets_the_public_in_only_where_no_rule_is_asked() =>
        Assert.All(Routes.Where(route => route.Callers == Callers.None), route => Assert.NotNull(route.NoRule));

    [Fact]
    public void Names_only_operations_that_the_rule_table_has() =>
        Assert.All(Routes.Where(route => route.Rule is not null), route => Assert.NotEqual(RuleSet.Empty, RulesOf(route.Rule!)));

    private static string NameOf(DescribedRoute route) => $"{route.Methods[0]} {route.Path["/api".Length..]}";

    private static RuleSet RulesOf(RequiredRule rule) => RuleSet.Of(
        Rule.All.Where(one => one.Resource == rule.Resource && one.Operation == rule.Operation).Select(one => one.Id));

    private static bool Expected(RequiredRule rule, Caller caller, Sample sample) =>
        sample.IsOpen
        || (rule.At is { } scope ? caller.AtLeast(scope, rule.Resource, rule.Operation) is not null
            : sample.Target is { } target ? Access.Allows(caller, rule.Operation, target) is Permission.Granted
            : caller.AtLeast(Scope.Own, rule.Resource, rule.Operation) is not null);

    private static async Task<int> Ask(Api caller, string method, Sample sample)
    {
        using var body = sample.Body is null ? null : new StringContent(sample.Body, Encoding.UTF8, "application/json");
        return (await caller.Send(new HttpMethod(method), sample.Path, body)).Status;
    }

    private async Task<IReadOnlyList<(string Who, Api As, Caller Access)>> Askers(
        DescribedRoute route, Samples samples, (Api As, Caller.OfContainer Caller) container)
    {
        var own = RulesOf(route.Rule!);
        var all = new List<(string, Api, Caller)>();
        foreach (var rules in (RuleSet[])[RuleSet.Empty, RuleSet.Of(Rule.All.Select(rule => rule.Id)) ^ own, .. own.Ids.Select(id => RuleSet.Of(id))])
        {
            var (user, caller) = await Holding(rules, samples);
            all.Add((rules.Count > 1 ? "a user with all other rules" : $"a user with rules {rules}", user, caller));
        }

        // A scope that is fixed is asked of users.
        if (route.Callers.HasFlag(Callers.Node) && route.Rule!.At is null)
        {
            all.Add(("a node", _world.NodeA, new Caller.OfNode(new NodeId(_world.NodeAId), new OrganisationId(_world.A), new CollaborationId(_world.Collaboration))));
        }

        // The tasks that containers order need no rule: they go on with their own.
        if (route.Callers.HasFlag(Callers.Container) && route.Methods[0] == "GET")
        {
            all.Add(("a container", container.As, container.Caller));
        }

        return all;
    }

    private async Task<(Api As, Caller.OfUser Caller)> Holding(RuleSet rules, Samples samples)
    {
        if (!_users.TryGetValue(rules, out var user))
        {
            var name = $"matrix{_users.Count}";
            var made = await _world.Root.Post(
                "user",
                $$"""{"username":"{{name}}","email":"{{name}}@example.org","password":"{{World.Password}}","organization_id":{{_world.A}},"rules":[{{string.Join(',', rules.Ids)}}]}""");
            Assert.Equal(201, made.Status);
            var caller = new Caller.OfUser(new UserId(made.Id), new OrganisationId(_world.A), samples.CollaborationsOf(_world.A), rules);
            _users[rules] = user = (await hub.Anyone.LogIn(name, World.Password), caller);
        }

        return user;
    }

    private async Task<(Api As, Caller.OfContainer Caller)> Container(Place home)
    {
        // A run that does not begin is somebody else's after two minutes, and its token void.
        Assert.Equal(200, (await _world.NodeA.Patch($"run/{home.Run}", """{"status":"active"}""")).Status);
        var token = await _world.NodeA.Post("token/container", $$"""{"task_id":{{home.Task}},"image":"algorithms:1"}""");
        Assert.Equal(200, token.Status);
        var caller = new Caller.OfContainer(
            new NodeId(_world.NodeAId), home.Owner, home.Within, new TaskId(home.Task), new TaskId(home.Task));
        return (hub.Anyone.With(token.Text("container_token")), caller);
    }
}
