using System.Net;

namespace Plugin.Api.Outbound;

/// <summary>
/// Whom the hub may call because a user named an address: hosts by name, and networks. A name opens public addresses only; a network opens
/// its own addresses, be they private. Without any entry the hub calls nobody.
/// </summary>
public sealed class OutboundRules
{
    public const string Syntax =
        "HOST, *.DOMAIN (any host below it), * (any public host), or ADDRESS[/BITS] (which may be private)";

    private const string WhatToDo = "Ask the hub's operator to allow it (--outbound-allow).";

    private readonly HashSet<string> _hosts = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _domains = [];
    private readonly List<IPNetwork> _networks = [];

    public static OutboundRules CallNobody { get; } = new([]);

    /// <exception cref="ArgumentException">An entry is none.</exception>
    public OutboundRules(IEnumerable<string> allowed)
    {
        foreach (var entry in allowed)
        {
            if (IPNetwork.TryParse(entry, out var network))
            {
                _networks.Add(network);
            }
            else if (IPAddress.TryParse(entry, out var address) && (entry.Contains(':', StringComparison.Ordinal) || address.ToString() == entry))
            {
                var plain = PublicAddresses.Plain(address);
                _networks.Add(new IPNetwork(plain, plain.GetAddressBytes().Length * 8));
            }
            else if (entry is "*" || (entry.StartsWith("*.", StringComparison.Ordinal) && IsName(entry[2..])))
            {
                _domains.Add(entry[1..]);
            }
            else if (IsName(entry))
            {
                _hosts.Add(entry);
            }
            else
            {
                throw new ArgumentException($"'{entry}' is not a host to allow; an entry is {Syntax}.");
            }
        }
    }

    /// <summary>Judges what can be seen before anything is looked up.</summary>
    /// <exception cref="OutboundRefusedException"/>
    public void Check(Uri url)
    {
        if (!url.IsAbsoluteUri || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps) || url.UserInfo.Length > 0)
        {
            throw new OutboundRefusedException("The hub calls only http and https addresses without user and password.");
        }

        var host = url.IdnHost.TrimEnd('.');
        if (!(IPAddress.TryParse(host, out var literal) ? Opens(literal) || OpensToAnyPublic(literal) : Names(host)))
        {
            throw new OutboundRefusedException($"The hub does not call '{host}'. {WhatToDo}");
        }
    }

    /// <summary>Judges the address that a connection would go to, or goes to.</summary>
    /// <exception cref="OutboundRefusedException"/>
    public void Check(string host, IPAddress address)
    {
        if (!Opens(address) && !PublicAddresses.Has(PublicAddresses.Plain(address)))
        {
            throw new OutboundRefusedException($"The hub does not call '{host}': it is at a private address. {WhatToDo}");
        }
    }

    private bool Opens(IPAddress address) => _networks.Any(network => network.Contains(PublicAddresses.Plain(address)));

    private bool OpensToAnyPublic(IPAddress address) => _domains.Contains("") && PublicAddresses.Has(PublicAddresses.Plain(address));

    private bool Names(string host) =>
        _hosts.Contains(host) || _domains.Any(domain => host.EndsWith(domain, StringComparison.OrdinalIgnoreCase));

    // What ends in a number is an address in one of its odd spellings.
    private static bool IsName(string text) =>
        Uri.CheckHostName(text) == UriHostNameType.Dns && !text.EndsWith('.') && !text.Split('.')[^1].All(char.IsDigit)
        && !text.Split('.')[^1].StartsWith("0x", StringComparison.OrdinalIgnoreCase);
}

/// <summary>The message is for whoever asked for the call.</summary>
public sealed class OutboundRefusedException(string message) : Exception(message);
