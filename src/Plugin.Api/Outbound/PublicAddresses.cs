using System.Net;
using System.Net.Sockets;

namespace Plugin.Api.Outbound;

/// <summary>Which addresses anybody on the internet could reach too. All others (this machine, its networks, special uses) are private.</summary>
internal static class PublicAddresses
{
    private static readonly IPNetwork[] SpecialIPv4 =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        }.Select(IPNetwork.Parse),
    ];

    private static readonly IPNetwork GlobalIPv6 = IPNetwork.Parse("2000::/3");

    // Tunnels among them (Teredo in 2001::/23, 6to4): they lead to an IPv4 address that nobody would look at.
    private static readonly IPNetwork[] SpecialIPv6 =
        [.. new[] { "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20" }.Select(IPNetwork.Parse)];

    /// <summary>An IPv4 address inside an IPv6 one is the IPv4 address: the operating system connects to that.</summary>
    public static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    /// <param name="address">A plain one.</param>
    public static bool Has(IPAddress address) => address.AddressFamily switch
    {
        AddressFamily.InterNetwork => !SpecialIPv4.Any(network => network.Contains(address)),
        AddressFamily.InterNetworkV6 =>
            address.ScopeId == 0 && GlobalIPv6.Contains(address) && !SpecialIPv6.Any(network => network.Contains(address)),
        _ => false,
    };
}
