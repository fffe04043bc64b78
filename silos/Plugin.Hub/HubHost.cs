using System.Reflection;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Plugin.Api;
using Plugin.Api.Authentication;
using Plugin.EventLog;
using Plugin.EventLog.Proving;
using Plugin.Grains;
using Plugin.Grains.Checkpoints;
using Plugin.Grains.Contents;
using Plugin.Grains.Erasing;
using Plugin.Grains.Hosting;
using Plugin.Grains.Runs;
using Plugin.Grains.Silos;
using Plugin.Grains.Stations;
using Plugin.Grains.Witnessing;
using Plugin.ReadModels;
using Plugin.Vault;
using Plugin.Vault.Blobs;
using Plugin.Vault.Erasures;
using Plugin.Vault.Seals;
using Plugin.Vault.Secrets;
using Plugin.Web.Serving;

namespace Plugin.Hub;

/// <summary>One silo: the store, the grains and the API in one process.</summary>
public sealed class HubHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly IStore _store;
    private readonly Bootstrapped _bootstrapped;

    private HubHost(WebApplication app, IStore store, Bootstrapped bootstrapped) =>
        (_app, _store, _bootstrapped) = (app, store, bootstrapped);

    /// <summary>The address it listens at, without the API path.</summary>
    public Uri Address => AddressOf(_app);

    public IServiceProvider Services => _app.Services;

    /// <exception cref="LogWentBackException">The hub stopped by itself: its database was restored to the past.</exception>
    public async Task Stopped()
    {
        var checkpoints = _app.Services.GetServices<IHostedService>().OfType<CheckpointDuty>().Single();
        await _app.WaitForShutdownAsync(CancellationToken.None);
        if (checkpoints.ExecuteTask is { IsFaulted: true } broken)
        {
            await broken;
        }
    }

    /// <summary>Carries the grains in this process.</summary>
    public static void BuiltIn(WebApplicationBuilder builder) =>
        builder.Services.AddSingleton<IGrains>(provider => new BuiltInGrains(provider.GetRequiredService<CommandHandling>()));

    public static Task<HubHost> Start(HubSettings settings, CancellationToken cancellationToken) => Start(settings, BuiltIn, cancellationToken);

    /// <param name="settings">What the silo is told.</param>
    /// <param name="grains">Adds what carries the grains: an <see cref="IGrains"/> around the <see cref="CommandHandling"/>. It is asked before the host starts, too.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<HubHost> Start(HubSettings settings, Action<WebApplicationBuilder> grains, CancellationToken cancellationToken)
    {
        if (settings.Location is DataFolder { Folder: var folder } && !OperatingSystem.IsWindows())
        {
            // Keys and password hashes are in it. A folder that is there already keeps the rights its owner gave it.
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var clock = settings.Clock;
        FillRandom random = RandomNumberGenerator.Fill;
        var secrets = new FileSecrets(settings.Secrets);
        var tokenKeys = new RotatingSecret(secrets, FileSecrets.TokenSigningKey, FileSecrets.TokenSigningKeyLength, clock);
        var seals = new SealedFields(random);
        var projector = settings.Lists(new Projector(seals));
        var store = await settings.Location.Open(projector, clock, cancellationToken);
        try
        {
            if (!await store.Read.AreOurs(cancellationToken))
            {
                throw new LogUnusableException("A newer version of PLUGIN keeps lists in this hub that this one does not know. Start that version.");
            }

            // Lives as long as the process: the last checkpoint may be signed while the host stops.
            var checkpoints = await CheckpointMaker.Open(
                store, secrets.SigningKey(SigningKeys.OfLog), new CheckpointFiles(settings.Secrets), clock, cancellationToken);
            var erasures = await ErasureListAtStart.Open(store, settings.Secrets, clock, cancellationToken);
            var started = new StrongBox<bool>(false);
            // As long as the process, too.
            var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) });
            var blobs = new BlobStore(store, await settings.Contents.Open(store.Vault, http, clock, cancellationToken), random);
            var silo = new Silo(SiloName(random), Version, clock.GetUtcNow()) { Lists = WordFor(projector.Tables) };
            var app = Build(settings, grains, silo, store, blobs, checkpoints, erasures, seals, clock, random, tokenKeys, started);
            try
            {
                await ActivatorUtilities.CreateInstance<ErasureListAtStart>(app.Services).Apply(erasures, cancellationToken);
                var bootstrapped = await Bootstrap.Root(
                    store.Log, app.Services.GetRequiredService<IGrains>(), app.Services.GetRequiredService<Passwords>(), random,
                    settings.RootPassword, cancellationToken);
                await app.StartAsync(cancellationToken);
                await AskFirst(AddressOf(app), settings.ApiPath, cancellationToken);
                silo.Address = Told(AddressOf(app)).ToString();
                await app.Services.GetRequiredService<SiloPresence>().Beat(cancellationToken);
                started.Value = true;
                ServiceManager.Say("READY=1");
                return new HubHost(app, store, bootstrapped);
            }
            catch
            {
                // What began to work before the start failed ends its work before its store and folders go.
                await app.StopAsync(CancellationToken.None);
                await app.DisposeAsync();
                throw;
            }
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    /// <summary>Tells where it listens and, once in a hub's life, the password it made.</summary>
    public async Task Announce(TextWriter output)
    {
        if (_bootstrapped.GeneratedPassword is { } password)
        {
            await output.WriteLineAsync($"Created user root with password {password} (shown only now; change it soon)");
        }

        await output.WriteLineAsync($"PLUGIN hub {_store.Log.Origin} listens at {Address}");
    }

    /// <summary>Ends feeds and requests in order, then closes the store.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        await _store.DisposeAsync();
    }

    private static WebApplication Build(
        HubSettings settings, Action<WebApplicationBuilder> grains, Silo silo, IStore store, BlobStore blobs, CheckpointMaker checkpoints, ErasureList erasures, SealedFields seals,
        TimeProvider clock, FillRandom random, RotatingSecret tokenKeys, StrongBox<bool> started)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(settings.Urls);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Each route keeps its own, mostly much smaller limit. This one is how much the server throws away after such a refusal, so that
            // clients that send everything before they read get the answer instead of a broken connection.
            kestrel.Limits.MaxRequestBodySize = 256 * 1024 * 1024;
        });
        builder.Logging.AddHubLogs(settings.LogFormat, settings.Telemetry, silo.Id);
        builder.Logging.SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.Warning)
            // A failed start is told in one sentence by whoever started the hub.
            .AddFilter("Microsoft.Extensions.Hosting", level => level >= LogLevel.Warning && started.Value);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = Departure.EndsWithin);

        var services = builder.Services;
        services.AddSingleton(clock);
        services.AddSingleton(random);
        services.AddSingleton(store);
        services.AddSingleton(checkpoints);
        services.AddSingleton(seals);
        services.AddSingleton(erasures);
        services.AddSingleton(new CommandHandling(store, seals, blobs, clock, random));
        // Before all that works in the background, so that it starts first and stops last.
        grains(builder);
        services.AddSingleton<Eraser>();
        services.AddSingleton(silo);
        services.AddSingleton<Cluster>();
        services.AddSingleton<SiloPresence>();
        services.AddSingleton<IHostLifetime, Signals>();
        // The first to start is the last to stop: duties are let go of when nobody here takes them up again.
        services.AddHostedService(provider => provider.GetRequiredService<SiloPresence>());
        services.AddHostedService<Departure>();
        services.AddHostedService<Succession>();
        services.AddHostedService<ErasureFollower>();
        services.AddSingleton(blobs);
        services.AddSingleton<Witnesses>();
        services.AddSingleton<StationFeeds>();
        services.AddSingleton<StationPresence>();
        services.AddSingleton<LiveLogs>();
        services.AddSingleton(new WatchPeriods());
        services.AddHostedService<FeedFollower>();
        services.AddHostedService(provider => ActivatorUtilities.CreateInstance<StationWatch>(provider, silo.Id));
        services.AddHostedService(provider => ActivatorUtilities.CreateInstance<CheckpointDuty>(provider, silo.Id));
        services.AddHostedService(provider => ActivatorUtilities.CreateInstance<RetentionDuty>(provider, silo.Id));
        services.AddHostedService<CheckpointTeller>();
        services.AddHostedService(provider => ActivatorUtilities.CreateInstance<ContentSweep>(provider, silo.Id));
        services.AddHubApi(
            new ApiOptions
            {
                Path = settings.ApiPath,
                MaxContent = settings.Contents.MaxContent,
                Blobstream = settings.Blobstream,
                PasswordIterations = settings.PasswordIterations,
                SessionIdle = settings.SessionIdle,
                SessionLifetime = settings.SessionLifetime,
                AccessTokenLifetime = settings.AccessTokenLifetime,
                RefreshTokenLifetime = settings.RefreshTokenLifetime,
                ServerName = settings.ServerName,
                SecondFactor = settings.SecondFactor,
                Mail = settings.Mail,
                Outbound = settings.Outbound,
                OutboundLimits = settings.OutboundLimits,
                ServerUrl = settings.ServerUrl,
                TrustedProxies = settings.TrustedProxies,
                RequestsPerSecond = settings.RequestsPerSecond,
            },
            tokenKeys);
        services.AddHubTelemetry(settings.Telemetry, silo.Id);
        return builder.Build()
            .UseWebPage(settings.WebFolder is { } folder ? WebFiles.In(folder) : WebFiles.Built(), settings.ApiPath)
            .UseHubApi();
    }

    private static string Version { get; } =
        typeof(HubHost).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    private static Uri AddressOf(WebApplication app) =>
        new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Who listens at all addresses of its machine is known by the machine's name: silos in containers have nothing else to be told apart by.</summary>
    private static Uri Told(Uri address) => address.Host is "0.0.0.0" or "[::]" ? new UriBuilder(address) { Host = Environment.MachineName }.Uri : address;

    // On a busy machine the first answer of a process takes longer than a balancer's check waits, and older silos leave soon after this one says that it serves.
    private static async Task AskFirst(Uri address, string apiPath, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(5) };
        var here = address.Host is "0.0.0.0" or "[::]" ? new UriBuilder(address) { Host = "localhost" }.Uri : address;
        try
        {
            using var answer = await http.GetAsync(new Uri(here, $"{apiPath}/health/ready"), cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // Such as by TLS, whose certificate need not be for this name. Whoever asks first waits a little.
        }
    }

    private static string WordFor(IReadOnlyList<ReadTable> lists) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(',', lists.Select(list => $"{list.Name}/{list.Version}").Order(StringComparer.Ordinal)))).AsSpan(0, 4));

    private static string SiloName(FillRandom random)
    {
        var id = new byte[4];
        random(id);
        return $"silo-{Environment.MachineName}-{Environment.ProcessId}-{Convert.ToHexStringLower(id)}";
    }
}
