using System.Net;
using System.Text.RegularExpressions;
using Plugin.Node.Configuration;

namespace Plugin.Node.Runtimes.Docker;

/// <summary>One way out of a container: from an address on its own loopback to a database that its task asked for.</summary>
/// <param name="Inside">One for each host, so that two databases on the same port do not meet.</param>
internal sealed partial record DatabaseRoute(IPAddress Inside, string Host, int Port)
{
    private static readonly Dictionary<string, int> UsualPorts = new()
    {
        ["postgresql"] = 5432,
        ["postgres"] = 5432,
        ["mysql"] = 3306,
        ["mariadb"] = 3306,
        ["sqlserver"] = 1433,
        ["mssql"] = 1433,
        ["oracle"] = 1521,
        ["http"] = 80,
        ["https"] = 443,
    };

    /// <summary>Whether the container can look the host up, in a file that names it; an address or its own name for itself it cannot.</summary>
    public bool IsName => Host != "localhost" && !IPAddress.TryParse(Host, out _);

    public static IReadOnlyList<DatabaseRoute> To(IEnumerable<DatabaseConfig> sources)
    {
        var (routes, hosts) = (new List<DatabaseRoute>(), new List<string>());
        foreach (var (host, port) in sources.Select(Address).OfType<(string, int)>().Distinct())
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
        Address(source) is (var host, var port) && routes.FirstOrDefault(r => r.Host == host && r.Port == port) is { IsName: false } route
            && Pattern.Match(source.Uri).Groups["host"] is var place
            ? $"{source.Uri[..place.Index]}{route.Inside}{source.Uri[(place.Index + place.Length)..]}"
            : source.Uri;

    /// <summary>As it is kept in a label of the container, for an agent that did not start it.</summary>
    public static string Labelled(IEnumerable<DatabaseRoute> routes) => string.Join(' ', routes.Select(r => $"{r.Inside}={r.Host}={r.Port}"));

    public static IReadOnlyList<DatabaseRoute> Read(string label) =>
    [
        .. label.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(r => r.Split('='))
            .Select(r => new DatabaseRoute(IPAddress.Parse(r[0]), r[1], int.Parse(r[2]))),
    ];

    private static (string Host, int Port)? Address(DatabaseConfig source)
    {
        if (source.IsPath || Pattern.Match(source.Uri) is not { Success: true } match)
        {
            return null;
        }

        var port = match.Groups["port"] is { Success: true, ValueSpan: var digits } ? int.Parse(digits) : UsualPorts.GetValueOrDefault(match.Groups["scheme"].Value);
        return port is > 0 and <= IPEndPoint.MaxPort ? (match.Groups["host"].Value.Trim('[', ']').ToLowerInvariant(), port) : null;
    }

    // Of addresses such as postgresql+psycopg2://user:word@host:5432/name, jdbc:sqlserver://host;databaseName=name and jdbc:oracle:thin:@//host:1521/name.
    [GeneratedRegex(@"^(?:jdbc:)?(?<scheme>[a-z]+)[a-z0-9+:.-]*?(?::@?//|://)(?:[^/?#;]*@)?(?<host>\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(?<port>[0-9]{1,5}))?(?=[/?#;]|$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Pattern { get; }
}
