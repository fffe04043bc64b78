using System.Text.Json.Nodes;
using Plugin.Web.Tests.Running;

namespace Plugin.Web.Tests.Pages;

public static partial class KnownPages
{
    private static IReadOnlyList<KnownPage> Administration =>
    [
        KnownPage.Plain("/organizations", Who.Root),
        new("/organizations/:id", Who.Root, installation => Task.FromResult($"/organizations/{installation.Federation.Organisations[0]}")),
        KnownPage.Plain("/collaborations", Who.Root),
        new("/collaborations/:id", Who.Root, installation => Task.FromResult($"/collaborations/{installation.Federation.Collaboration}")),
        KnownPage.Plain("/studies", Who.Root),
        new("/studies/:id", Who.Root, async installation => $"/studies/{await Study(installation)}"),
        KnownPage.Plain("/users", Who.Root),
        KnownPage.Plain("/users/new", Who.Root),
        new("/users/:id", Who.Root, installation => First(installation, "user")),
        KnownPage.Plain("/roles", Who.Root),
        KnownPage.Plain("/roles/new", Who.Root),
        new("/roles/:id", Who.Root, installation => First(installation, "role")),
        KnownPage.Plain("/nodes", Who.Root),
        new("/nodes/:id", Who.Root, installation => First(installation, "node")),
    ];

    private static async Task<string> First(Installation installation, string kind) =>
        $"/{kind}s/{(await installation.Federation.Root.Get($"{kind}?per_page=1&sort=id"))["data"]![0]!["id"]}";

    private static async Task<int> Study(Installation installation)
    {
        var federation = installation.Federation;
        var known = (await federation.Root.Get("study?per_page=1"))["data"]!.AsArray();
        var study = known.Count > 0 ? known[0]! : await federation.Root.Post("study", new JsonObject
        {
            ["name"] = "Two of three",
            ["collaboration_id"] = federation.Collaboration,
            ["organization_ids"] = new JsonArray([.. federation.Organisations[..2].Select(id => JsonValue.Create(id))]),
        });
        return (int)study["id"]!;
    }
}
