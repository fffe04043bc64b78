using System.Net;
using Plugin.Node.Configuration;

namespace Plugin.Node.Runtimes.Docker;

/// <summary>One way out of a container: from an address on its own loopback to a database that its task asked for.</summary>
/// <param name="Inside">One for each host, so that two databases on the same port do not meet.</param>
internal sealed record DatabaseRoute(IPAddress Inside, string Host, int Port)
{
    /// <summary>Whether the container can look the host up, in a file that names it; an address or its own name for itself it cannot.</summary>
    public bool IsName => Host != "localhost" && !IPAddress.TryParse(Host, out _);

    public static IReadOnlyList<DatabaseRoute> To(IEnumerable<DatabaseConfig> sources)
    {
        var (routes, hosts) = (new List<DatabaseRoute>(), new List<string>());
        foreach (var (host, port) in sources.Select(DatabaseAddress.Of).OfType<DatabaseAddress>().Select(a => (a.Host, a.Port)).Distinct())
        {
            if (!hosts.Contains(host))
            {
                hosts.Add(host);
            }

            routes.Add(new DatabaseRoute(new IPAddress([127, 0, 1, (byte)(hosts.IndexOf(host) + 1)]), host, port));
        }

        return routes;
    }

    /// <summary>The source's address as it holds inside: the same where a name leads there, else with the loopback in the host's place.</summary>
    public static string Rewritten(DatabaseConfig source, IEnumerable<DatabaseRoute> routes) =>
        DatabaseAddress.Of(source) is { } address && routes.FirstOrDefault(r => r.Host == address.Host) is { IsName: false } route
            ? $"{source.Uri[..address.Place.Start]}{route.Inside}{source.Uri[address.Place.End..]}"
            : source.Uri;

    /// <summary>As it is kept in a label of the container, for an agent that did not start it.</summary>
    public static string Labelled(IEnumerable<DatabaseRoute> routes) => string.Join(' ', routes.Select(r => $"{r.Inside}={r.Host}={r.Port}"));

    public static IReadOnlyList<DatabaseRoute> Read(string label) =>
    [
        .. label.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(r => r.Split('='))
            .Select(r => new DatabaseRoute(IPAddress.Parse(r[0]), r[1], int.Parse(r[2]))),
    ];
}
