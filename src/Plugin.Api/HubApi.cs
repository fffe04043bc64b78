using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;
using Plugin.Api.AlgorithmStores;
using Plugin.Api.Audit;
using Plugin.Api.Authentication;
using Plugin.Api.Blobstream;
using Plugin.Api.Collaborations;
using Plugin.Api.Describing;
using Plugin.Api.Erasing;
using Plugin.Api.Http;
using Plugin.Api.Live;
using Plugin.Api.Mail;
using Plugin.Api.Nodes;
using Plugin.Api.Organizations;
using Plugin.Api.Outbound;
using Plugin.Api.Roles;
using Plugin.Api.Runs;
using Plugin.Api.Server;
using Plugin.Api.Sessions;
using Plugin.Api.Silos;
using Plugin.Api.Stations;
using Plugin.Api.Studies;
using Plugin.Api.Tasks;
using Plugin.Api.Users;
using Plugin.Api.Vpn;
using Plugin.EventLog;
using Plugin.EventLog.Proving;
using Plugin.Grains.Nodes;
using Plugin.Grains.Tasks;
using Plugin.Grains.Witnessing;
using Plugin.ReadModels;
using Plugin.ReadModels.Alarms;
using Plugin.ReadModels.AlgorithmStores;
using Plugin.ReadModels.Collaborations;
using Plugin.ReadModels.Nodes;
using Plugin.ReadModels.Organisations;
using Plugin.ReadModels.Roles;
using Plugin.ReadModels.Runs;
using Plugin.ReadModels.Searching;
using Plugin.ReadModels.Studies;
using Plugin.ReadModels.Tasks;
using Plugin.ReadModels.Users;
using Plugin.Vault;
using Plugin.Vault.Secrets;

namespace Plugin.Api;

/// <summary>The HTTP API of the hub: what it needs, and what it answers.</summary>
public static class HubApi
{
    /// <summary>
    /// Beside these the host provides <see cref="IStore"/>, its <see cref="CheckpointMaker"/>, the grains, stations and silos of Plugin.Grains, the contents of Plugin.Vault, a clock
    /// and a source of randomness.
    /// </summary>
    /// <param name="tokenKeys">Of 32 bytes, the same on every silo.</param>
    public static IServiceCollection AddHubApi(this IServiceCollection services, ApiOptions options, RotatingSecret tokenKeys)
    {
        services.AddSingleton(options);
        services.AddSingleton<SiloHealth>();
        services.AddSingleton(new Jwt(tokenKeys));
        services.AddSingleton<TokenMint>();
        services.AddSingleton<CallerDirectory>();
        services.AddSingleton(provider => new Passwords(provider.GetRequiredService<FillRandom>(), options.PasswordIterations));
        services.AddSingleton<Lockout>();
        services.AddSingleton<PasswordLogin>();
        services.AddSingleton<SecondFactor>();
        services.AddSingleton<SignIn>();
        services.AddSingleton<BrowserSessions>();
        services.AddSingleton<SessionViews>();
        services.AddSingleton<LastSeen>();
        services.AddSingleton<NewUsers>();
        services.AddSingleton<RecoveryTokens>();
        services.AddSingleton<MailTexts>();
        services.AddSingleton<AccountMails>();
        services.AddSingleton<Outbox>();
        services.AddHostedService(provider => provider.GetRequiredService<Outbox>());
        services.AddSingleton<Description>();
        services.AddSingleton<Paths>();
        services.AddSingleton<ReadingRecorder>();
        services.AddSingleton<RunViews>();
        services.AddSingleton<TaskStores>();
        services.AddSingleton<TaskViews>();
        services.AddSingleton<TaskPosting>();
        services.AddSingleton<DryRuns>();
        services.AddSingleton<TaskPlaces>();
        services.AddSingleton<NodeStopping>();
        services.AddSingleton<LongPolls>();
        services.AddSingleton<Audiences>();
        services.AddSingleton<LiveNews>();
        services.AddHostedService<LiveTeller>();
        services.AddSingleton<OrganisationQueries>();
        services.AddSingleton<CollaborationQueries>();
        services.AddSingleton<StudyQueries>();
        services.AddSingleton<AlgorithmStoreQueries>();
        services.AddSingleton(_ => new OutboundHttp(options.Outbound, options.OutboundLimits));
        services.AddSingleton<StoreClient>();
        services.AddSingleton<StoreAuthorization>();
        services.AddSingleton<StoreCatalogues>();
        services.AddSingleton<RoleQueries>();
        services.AddSingleton<TaskClearing>();
        services.AddSingleton<UserQueries>();
        services.AddSingleton<NodeQueries>();
        services.AddSingleton<NodeWork>();
        services.AddSingleton<ErasureQueries>();
        services.AddSingleton<WitnessStanding>();
        services.AddSingleton<LogGrowth>();
        services.AddSingleton<HubHistorian>();
        services.AddHostedService(provider => provider.GetRequiredService<HubHistorian>());
        services.AddSingleton<ListMemory>();
        services.AddSingleton<TaskQueries>();
        services.AddSingleton<RunQueries>();
        services.AddSingleton<ClaimedRuns>();
        services.AddSingleton<AlarmQueries>();
        services.AddSingleton<HistoryIndex>();
        services.AddSingleton<HistorySearch>();
        services.AddSingleton<NameBook>();
        services.AddSingleton(provider => provider.GetRequiredService<IStore>().Log);
        services.AddSingleton(provider => provider.GetRequiredService<IStore>().Vault);
        services.AddSingleton(provider => provider.GetRequiredService<IStore>().Live);
        services.AddSingleton(provider => provider.GetRequiredService<IStore>().Read);
        services.AddRateLimiter(limiter => RateLimits.Configure(limiter, options));
        services.AddCors(cors => cors.AddDefaultPolicy(policy =>
            policy.AllowAnyOrigin().AllowAnyHeader().AllowAnyMethod().WithExposedHeaders("total-count", "Link", Runs.RunContents.SaltHeader)));
        return services;
    }

    public static WebApplication UseHubApi(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<ApiOptions>();
        if (options.TrustedProxies.Count > 0)
        {
            app.UseForwardedHeaders(Proxies(options.TrustedProxies));
        }

        app.Use(RequestSpan.Tell);
        app.UseMiddleware<Edge>();
        app.UseMiddleware<Doorway>();
        app.UseCors();
        app.UseMiddleware<Gate>();
        app.UseRateLimiter();

        app.MapRobots();
        var routes = app.MapGroup(options.Path);
        routes.MapServer();
        routes.MapSilos();
        routes.MapHub();
        routes.MapTokens();
        routes.MapSession();
        routes.MapSessionList();
        routes.MapRecovery();
        routes.MapOrganizations();
        routes.MapCollaborations();
        routes.MapMemberships();
        routes.MapStudies();
        routes.MapAlgorithmStores();
        routes.MapAlgorithms();
        routes.MapUsers();
        routes.MapInvitations();
        routes.MapUserAccounts();
        routes.MapRoles();
        routes.MapRules();
        routes.MapNodes();
        routes.MapNodeStates();
        routes.MapTasks(options);
        routes.MapResearch();
        routes.MapRuns(options);
        routes.MapKills();
        routes.MapColumns(options);
        routes.MapBlobstream(options);
        routes.MapPorts();
        routes.MapVpn();
        routes.MapStation(options);
        routes.MapWitnesses();
        routes.MapAudit();
        routes.MapErasure();
        routes.MapProofs();
        routes.MapHistory();
        routes.MapExports();
        routes.MapRunReaders();
        routes.MapAlarms();
        routes.MapLive();
        routes.MapDescription();
        return app;
    }

    private static ForwardedHeadersOptions Proxies(IEnumerable<System.Net.IPNetwork> trusted)
    {
        // One proxy may stand behind another; the first address that is none of them is the caller's.
        var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = null };
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var network in trusted)
        {
            forwarded.KnownIPNetworks.Add(network);
        }

        return forwarded;
    }
}
