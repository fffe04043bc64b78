using System.Net;
using Orleans.Configuration;
using Plugin.EventLog;
using Plugin.Grains;

namespace Plugin.Hub.Orleans;

/// <summary>A silo of Orleans beside the API, in one process.</summary>
internal static class OrleansHosting
{
    public static void AddOrleansGrains(this WebApplicationBuilder builder, HubSettings settings, OrleansSettings orleans)
    {
        orleans.RefuseTakenPort();
        // Its advice on garbage collection and its watch over the watch are for developers of Orleans.
        builder.Logging.AddFilter("Orleans", LogLevel.Warning)
            .AddFilter("Orleans.Runtime.Silo", LogLevel.Error).AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);
        builder.Services.AddSingleton<IGrains, OrleansGrains>();
        builder.Services.AddSingleton<Parcel.Writing>();
        if (settings.Location is Database { ConnectionString: var database })
        {
            // Hosted services start in their order: the tables before the silo.
            builder.Services.AddHostedService(provider => ActivatorUtilities.CreateInstance<Membership>(provider, database, orleans));
            builder.UseOrleans(silo => silo.Join(orleans).UseAdoNetClustering(tables =>
            {
                tables.Invariant = "Npgsql";
                tables.ConnectionString = Membership.Schema(database);
            }));
        }
        else
        {
            // A SQLite file has one silo.
            builder.UseOrleans(silo => silo
                .UseLocalhostClustering(orleans.Silo.Port, gatewayPort: 0, new IPEndPoint(IPAddress.Loopback, orleans.Silo.Port))
                .Join(orleans with { Silo = new IPEndPoint(IPAddress.Loopback, orleans.Silo.Port) }));
        }
    }

    private static ISiloBuilder Join(this ISiloBuilder silo, OrleansSettings orleans) => silo
        .AddActivityPropagation()
        .Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (orleans.Cluster, orleans.Cluster))
        .Configure<EndpointOptions>(endpoint =>
        {
            endpoint.AdvertisedIPAddress = orleans.Silo.Address;
            endpoint.SiloPort = orleans.Silo.Port;
            endpoint.SiloListeningEndpoint = orleans.Silo;
            // Only silos call grains.
            endpoint.GatewayPort = 0;
        })
        .Configure<ClusterMembershipOptions>(membership =>
        {
            // A dead silo's streams live elsewhere within some 5 s. A silo that is only slow costs time, never truth: the log proves each append.
            membership.ProbeTimeout = TimeSpan.FromSeconds(1);
            // Times the missed probes, it is also how long a silo that stands still, with its connections open, counts as one that lives.
            membership.MaxProbeTimeout = TimeSpan.FromSeconds(2);
            membership.NumMissedProbesLimit = 4;
            membership.NumVotesForDeathDeclaration = 1;
            membership.TableRefreshTimeout = TimeSpan.FromSeconds(5);
            membership.IAmAliveTablePublishTimeout = Membership.SignOfLife;
            membership.MaxJoinAttemptTime = TimeSpan.FromMinutes(1);
            membership.DefunctSiloExpiration = TimeSpan.FromHours(1);
        });
}
