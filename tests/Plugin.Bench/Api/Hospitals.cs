using System.Text.Json.Nodes;
using Plugin.Testing.Running;

namespace Plugin.Bench.Api;

/// <summary>
/// Who is registered at the measured hub: 36 hospitals in one collaboration with a node each, and a small collaboration of its own with one
/// hospital more. Kept as JSON beside a history, so that a later run need not fill it again.
/// </summary>
/// <param name="Researchers">Of the first hospitals of the large collaboration.</param>
/// <param name="Rare">The researcher of the small collaboration.</param>
internal sealed record Hospitals(
    IReadOnlyList<int> Organisations, int Large, int Small, IReadOnlyList<int> Nodes, IReadOnlyList<string> NodeKeys,
    IReadOnlyList<int> Researchers, int RareOrganisation, int Rare, int RareNode)
{
    public const int Count = 36;
    public const string Password = "Researcher-1!";
    private const int MostResearchers = 4;

    public static string NameOf(int researcher) => $"researcher{researcher}";

    public static async Task<Hospitals> Register(HubProcess hub)
    {
        using var root = await HubUser.SignIn(hub, "root", HubProcess.RootPassword);
        var organisations = new List<int>();
        for (var i = 0; i <= Count; i++)
        {
            organisations.Add(await Create("organization", new JsonObject { ["name"] = $"Hospital {i}" }));
        }

        var large = await Collaborate("Cohort", organisations.Take(Count));
        var small = await Collaborate("Rare diseases", organisations.Skip(Count));
        var (nodes, keys) = (new List<int>(), new List<string>());
        foreach (var organisation in organisations)
        {
            var node = await root.Post("node", new JsonObject
            {
                ["collaboration_id"] = nodes.Count < Count ? large : small,
                ["organization_id"] = organisation,
                ["name"] = $"node {organisation}",
            });
            nodes.Add((int)node["id"]!);
            keys.Add((string)node["api_key"]!);
        }

        var researchers = new List<int>();
        for (var i = 0; i <= MostResearchers; i++)
        {
            researchers.Add(await Create("user", new JsonObject
            {
                ["username"] = NameOf(i),
                ["email"] = $"{NameOf(i)}@hospital.example",
                ["password"] = Password,
                ["firstname"] = "Robin",
                ["lastname"] = "Doe",
                ["organization_id"] = i < MostResearchers ? organisations[i] : organisations[Count],
                ["roles"] = new JsonArray(5),
                ["rules"] = new JsonArray(),
            }));
        }

        return new Hospitals(
            organisations[..Count], large, small, nodes, keys[..Count], researchers[..MostResearchers], organisations[Count],
            researchers[MostResearchers], nodes[Count]);

        async Task<int> Create(string what, JsonObject body) => (int)(await root.Post(what, body))["id"]!;

        Task<int> Collaborate(string name, IEnumerable<int> members) => Create("collaboration", new JsonObject
        {
            ["name"] = name,
            ["encrypted"] = false,
            ["organization_ids"] = new JsonArray([.. members.Select(id => JsonValue.Create(id))]),
        });
    }
}
