using Plugin.Domain;

namespace Plugin.Api.Tests.Matrix;

/// <summary>How far something is from the callers of the matrix, who are all of hospital A.</summary>
/// <param name="Name">Home: their own hospital's. Near: of another hospital in their collaboration. Far: of a hospital they share none with.</param>
/// <param name="Person">Who orders tasks there, and what there is to see.</param>
internal sealed record Place(string Name, int Organisation, int Collaboration, IReadOnlyList<int> Members, Api Researcher, UserId Person)
{
    public int Task { get; init; }

    public int Run { get; init; }

    public int Role { get; init; }

    public int Study { get; init; }

    public int Node { get; init; }

    public OrganisationId Owner => new(Organisation);

    public CollaborationId Within => new(Collaboration);

    public static async Task<IReadOnlyList<Place>> Create(World world)
    {
        var elsewhere = await world.Another("Elsewhere", world.B, world.C);
        var far = await world.Node(elsewhere, world.C);
        return
        [
            await Furnish(world, new Place("home", world.A, world.Collaboration, [world.A, world.B], world.Alice, new UserId(2)), world.NodeAId),
            await Furnish(world, new Place("near", world.B, world.Collaboration, [world.A, world.B], world.Bob, new UserId(4)), world.NodeAId + 1),
            await Furnish(world, new Place("far", world.C, elsewhere, [world.B, world.C], world.Carol, new UserId(5)), far.Id),
        ];
    }

    /// <summary>A task of this place for its own hospital.</summary>
    public async Task<int> Order()
    {
        var made = await Researcher.Post(
            "task",
            $$"""{"name":"Matrix","image":"algorithms:1","collaboration_id":{{Collaboration}},"organizations":[{"id":{{Organisation}},"input":"{{World.Input}}"}]}""");
        Assert.Equal(201, made.Status);
        return made.Id;
    }

    private static async Task<Place> Furnish(World world, Place place, int node)
    {
        var task = await place.Order();
        var role = await world.Root.Post(
            "role", $$"""{"name":"Matrix {{place.Name}}","rules":[3],"organization_id":{{place.Organisation}}}""");
        var study = await world.Root.Post(
            "study", $$"""{"name":"Matrix {{place.Name}}","collaboration_id":{{place.Collaboration}},"organization_ids":[{{place.Organisation}}]}""");
        return place with
        {
            Task = task,
            Run = (await world.Root.Get($"run?task_id={task}")).Ids.Single(),
            Role = role.Id,
            Study = study.Id,
            Node = node,
        };
    }
}
