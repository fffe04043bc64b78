using System.Net;
using System.Text.RegularExpressions;

namespace Plugin.Node.Configuration;

/// <summary>Where a data source that is no file is reached over the network, as far as its uri tells.</summary>
/// <param name="Place">Of the host in the uri.</param>
internal sealed partial record DatabaseAddress(string Host, int Port, Range Place)
{
    private static readonly Dictionary<string, int> UsualPorts = new(StringComparer.OrdinalIgnoreCase)
    {
        ["postgresql"] = 5432,
        ["postgres"] = 5432,
        ["redshift"] = 5439,
        ["mysql"] = 3306,
        ["mariadb"] = 3306,
        ["sqlserver"] = 1433,
        ["mssql"] = 1433,
        ["oracle"] = 1521,
        ["http"] = 80,
        ["https"] = 443,
    };

    /// <summary>Null for files, for several hosts, and for a port that is neither given nor usual.</summary>
    public static DatabaseAddress? Of(DatabaseConfig source)
    {
        if (source.IsPath || Pattern.Match(source.Uri) is not { Success: true } match)
        {
            return null;
        }

        var host = match.Groups["host"];
        var port = match.Groups["port"] is { Success: true, ValueSpan: var digits } ? int.Parse(digits) : UsualPorts.GetValueOrDefault(match.Groups["scheme"].Value);
        return port is > 0 and <= IPEndPoint.MaxPort
            ? new DatabaseAddress(host.Value.Trim('[', ']').ToLowerInvariant(), port, host.Index..(host.Index + host.Length))
            : null;
    }

    // Of addresses such as postgresql+psycopg2://user:word@host:5432/name, jdbc:sqlserver://host;databaseName=name and jdbc:oracle:thin:@//host:1521/name.
    [GeneratedRegex(@"^(?:jdbc:)?(?<scheme>[a-z]+)[a-z0-9+:.-]*?(?::@?//|://)(?:[^/?#;]*@)?(?<host>\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(?<port>[0-9]{1,5}))?(?=[/?#;]|$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Pattern { get; }
}
