using System.Text.Json.Nodes;
using Plugin.Testing.Running;

namespace Plugin.Load;

/// <summary>A hospital's node in one collaboration.</summary>
/// <param name="Key">It logs in with this.</param>
public sealed record Seat(int Node, string Key, int Organisation, int Collaboration);

/// <summary>
/// Who is registered at the hub under load: 36 hospitals, which have a node in each of as many collaborations as the number of nodes needs, and
/// researchers of the first hospitals.
/// </summary>
/// <param name="Researchers">The names with which they log in.</param>
public sealed record Population(IReadOnlyList<int> Organisations, IReadOnlyList<Seat> Seats, IReadOnlyList<string> Researchers)
{
    public const int Hospitals = 36;
    public const string Password = "Researcher-1!";

    /// <summary>The members of each collaboration that have a node there.</summary>
    public IReadOnlyList<Crowd> Crowds =>
        [.. Seats.GroupBy(seat => seat.Collaboration).Select(seats => new Crowd(seats.Key, [.. seats.Select(seat => seat.Organisation)]))];

    public static async Task<Population> Register(HubUser root, int nodes, int researchers)
    {
        var organisations = new List<int>();
        for (var i = 0; i < Hospitals; i++)
        {
            organisations.Add((int)(await root.Post("organization", new JsonObject { ["name"] = $"Hospital {i}" }))["id"]!);
        }

        var names = Enumerable.Range(0, researchers).Select(i => $"researcher{i}").ToArray();
        foreach (var (i, name) in names.Index())
        {
            await root.Post("user", new JsonObject
            {
                ["username"] = name,
                ["email"] = $"{name}@hospital.example",
                ["password"] = Password,
                ["firstname"] = "Robin",
                ["lastname"] = "Doe",
                ["organization_id"] = organisations[i],
                ["roles"] = new JsonArray(5),
                ["rules"] = new JsonArray(),
            });
        }

        return await new Population(organisations, [], names).Grow(root, nodes);
    }

    /// <summary>With further collaborations, until there are so many nodes.</summary>
    public async Task<Population> Grow(HubUser root, int nodes)
    {
        var seats = Seats.ToList();
        while (seats.Count < nodes)
        {
            var collaboration = (int)(await root.Post("collaboration", new JsonObject
            {
                ["name"] = $"Cohort from node {seats.Count}",
                ["encrypted"] = false,
                ["organization_ids"] = new JsonArray([.. Organisations.Select(id => JsonValue.Create(id))]),
            }))["id"]!;
            foreach (var organisation in Organisations.Take(nodes - seats.Count))
            {
                var node = await root.Post("node", new JsonObject
                {
                    ["collaboration_id"] = collaboration,
                    ["organization_id"] = organisation,
                    ["name"] = $"node of {organisation} in {collaboration}",
                });
                seats.Add(new Seat((int)node["id"]!, (string)node["api_key"]!, organisation, collaboration));
            }
        }

        return this with { Seats = seats };
    }
}

/// <summary>Whom a task of a collaboration is for.</summary>
public sealed record Crowd(int Collaboration, IReadOnlyList<int> Organisations);
