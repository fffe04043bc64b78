using System.Net;
using System.Net.Sockets;

namespace Plugin.Hub.Orleans;

/// <summary>What an Orleans silo is told beside what every silo of a hub is.</summary>
/// <param name="Silo">Where the other silos of the cluster reach this one.</param>
/// <param name="Cluster">Silos of one name over one database are one cluster.</param>
public sealed record OrleansSettings(IPEndPoint Silo, string Cluster)
{
    public static string Usage { get; } = HubSettings.Usage + """

          --silo ADDRESS[:PORT] where the other silos reach this one (127.0.0.1, port 10000 + the last four digits of that of --urls);
                                whoever reaches it can give commands, so it belongs on a network of the silos' own
          --cluster NAME        silos of one name over one database are one cluster (plugin)
        """;

    /// <exception cref="ArgumentException">An argument does not fit.</exception>
    public static (HubSettings Hub, OrleansSettings Orleans) Of(IReadOnlyList<string> args)
    {
        var rest = new List<string>(args);
        var (silo, cluster) = (Take(rest, "silo"), Take(rest, "cluster"));
        var hub = HubSettings.Of([.. rest]);
        return (hub, new OrleansSettings(SiloOf(silo, hub.Urls), cluster ?? "plugin"));
    }

    /// <summary>Orleans shares a port that is listened at, and takes whoever did so for its former self, which it declares dead.</summary>
    /// <exception cref="IOException">Somebody listens there.</exception>
    public void RefuseTakenPort()
    {
        try
        {
            using var listener = new TcpListener(Silo);
            listener.Start();
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AddressNotAvailable)
        {
            throw new IOException(
                e.SocketErrorCode == SocketError.AddressAlreadyInUse
                    ? $"Another program listens at {Silo}, where this silo would; name another place with --silo."
                    : $"{Silo.Address} is no address of this machine; name one with --silo.",
                e);
        }
    }

    private static string? Take(List<string> args, string name)
    {
        for (var i = 0; i < args.Count; i++)
        {
            if (args[i] == $"--{name}")
            {
                var value = i + 1 < args.Count ? args[i + 1] : throw new ArgumentException($"--{name} needs a value.");
                args.RemoveRange(i, 2);
                return value;
            }

            if (args[i].StartsWith($"--{name}=", StringComparison.Ordinal))
            {
                var value = args[i][(name.Length + 3)..];
                args.RemoveAt(i);
                return value;
            }
        }

        return null;
    }

    private static IPEndPoint SiloOf(string? given, string urls)
    {
        if (!IPEndPoint.TryParse(given ?? "127.0.0.1", out var endpoint) || endpoint.Address.Equals(IPAddress.Any) || endpoint.Address.Equals(IPAddress.IPv6Any))
        {
            throw new ArgumentException($"--silo is the address of this machine that the other silos reach, such as 10.0.0.5:11111, not '{given}'.");
        }

        // Restarted, a silo has the same place, so that the cluster knows at once that its former self is dead.
        return endpoint.Port != 0 ? endpoint : new IPEndPoint(endpoint.Address, 10_000 + (BindingAddress.Parse(urls.Split(';')[0]).Port % 10_000));
    }
}
