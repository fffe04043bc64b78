using System.Security.Cryptography;
using Plugin.Client;
using Plugin.Contracts;

namespace Plugin.Cli.Demo;

/// <summary>Fills an empty hub through its API: hospitals, their collaboration, a researcher, a node for each hospital.</summary>
internal static class Settlement
{
    public const string RootRole = "Root";
    public const string ResearcherRole = "Researcher";
    private const string CollaborationName = "Breast cancer outcomes";

    /// <summary>Long and random, with the kinds of characters that the hub's rule asks for.</summary>
    public static string NewPassword() => $"Pw1!{Convert.ToHexString(RandomNumberGenerator.GetBytes(16)).ToLowerInvariant()}";

    public static async Task<DemoFile> Settle(
        HubClient hub, HubAddress address, string rootPassword, string image, Action<int, int> progress, CancellationToken cancellationToken)
    {
        var total = (2 * Hospitals.Names.Count) + 2;
        var done = 0;
        void Done() => progress(++done, total);

        var organizations = new List<DemoOrganization>();
        foreach (var name in Hospitals.Names)
        {
            var created = await hub.Create(new NewOrganization(name) { Country = "Netherlands" }, cancellationToken);
            organizations.Add(new DemoOrganization(created.Id, name));
            Done();
        }

        var collaboration = await hub.Create(
            new NewCollaboration(CollaborationName, [.. organizations.Select(organization => organization.Id)], Encrypted: false), cancellationToken);
        Done();
        var researcher = await Researcher(hub, organizations[0].Id, cancellationToken);
        Done();
        var nodes = new List<DemoNode>();
        foreach (var organization in organizations)
        {
            var node = await hub.Create(
                new NewNode(collaboration.Id) { OrganizationId = organization.Id, Name = $"{organization.Name} station" }, cancellationToken);
            var key = node.ApiKey ?? throw new CommandFailure($"The hub registered the node {node.Id} without telling its key.");
            nodes.Add(new DemoNode(node.Id, node.Name, organization.Id, key));
            Done();
        }

        return new DemoFile(
            address.Url.GetLeftPart(UriPartial.Authority), address.ApiPath,
            [DemoUser.Root(rootPassword), researcher], organizations,
            new DemoCollaboration(collaboration.Id, collaboration.Name, collaboration.Encrypted), nodes, image, Hospitals.DatabaseLabel, []);
    }

    private static async Task<DemoUser> Researcher(HubClient hub, int organization, CancellationToken cancellationToken)
    {
        var role = await hub.Roles(cancellationToken).FirstOrDefaultAsync(role => role.Name == ResearcherRole, cancellationToken)
            ?? throw new CommandFailure($"The hub has no role '{ResearcherRole}'.");
        var user = new DemoUser("researcher", NewPassword(), ResearcherRole, organization);
        await hub.Create(
            new NewUser(user.Username, "researcher@north.example", user.Password)
            {
                Firstname = "Robin",
                Lastname = "Researcher",
                OrganizationId = organization,
                Roles = [role.Id],
            },
            cancellationToken);
        return user;
    }
}
