using System.Globalization;
using System.Net;
using System.Net.Mail;
using Plugin.Api;
using Plugin.Api.Http;
using Plugin.Api.Mail;
using Plugin.Api.Outbound;
using Plugin.Domain.AlgorithmStores;
using Plugin.EventLog;
using Plugin.Vault.Secrets;

namespace Plugin.Hub;

/// <summary>What this silo is told at its start.</summary>
/// <param name="Urls">Where it listens, as ASP.NET Core has it; port 0 takes a free one.</param>
/// <param name="Secrets">The folder of the hub's own keys; all silos of one hub use the same keys.</param>
public sealed record HubSettings(string Urls, StoreLocation Location, string Secrets)
{
    public const string Usage = """
        plugin hub
          --data DIR            keep everything in this folder (SQLite, one silo)
          --database "Host=…"   keep everything in PostgreSQL (any number of silos)
          --urls URL            where to listen (http://127.0.0.1:7601)
          --api-path PATH       where the API is (/api)
          --secrets DIR         the hub's own keys (DIR/secrets of --data, else the user's application data)
          --blobs URL           keep large inputs, results and logs in an S3 store: s3://HOST[:PORT]/BUCKET[/PREFIX][?region=REGION]
                                (s3+http://… without TLS); without it they are in the database
          --max-content SIZE    the largest result or log that is taken (16G)
          --blobstream on       clients and vantage6 nodes may upload inputs and results by themselves (off)
          --web DIR             serve the page in this folder instead of the one that this program was built with
          --session-idle TIME   a browser's session that is not used for so long has ended: 2h, 30m
          --session-lifetime TIME  and so has one that is so old, however busy it is (12h)
          --server-name NAME    what authenticator apps and mails call this hub (PLUGIN)
          --second-factor on    users log in with a code of their authenticator app besides the password (off)
          --smtp URL            the mail server: smtp://[USER@]HOST[:PORT], or smtp+tls://… for STARTTLS; without it the hub sends no mail
          --mail-from ADDRESS   the sender of mails
          --support ADDRESS     whom readers of a mail may ask
          --server-url URL      the API as algorithm stores reach it; without it whoever links a store says it
          --trusted-proxies LIST  the proxies in front of the hub, ADDRESS[/BITS] with commas: who asks through them is whom they name
                                in X-Forwarded-For; without it every request counts for the address it comes from
          --outbound-allow LIST whom the hub may call because a user named an address (algorithm stores), with commas: HOST, *.DOMAIN
                                (any host below it), * (any public host), or ADDRESS[/BITS] (which may be private); without it nobody
          --log-format json     write the log as JSON objects with trace ids (text)
        AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are the key for --blobs; else the file s3-credentials among the secrets.
        PLUGIN_SMTP_PASSWORD is the password of USER at the mail server.
        PLUGIN_ROOT_PASSWORD is the password of the first user, root; without it one is made and printed once.
        OTEL_EXPORTER_OTLP_ENDPOINT sends traces, metrics and logs to a collector, as the other OTEL_… variables say.
        """;

    private static readonly string[] Names = ["data", "database", "urls", "api-path", "secrets", "blobs", "max-content", "blobstream", "server-name", "second-factor", "smtp", "mail-from", "support",
        "server-url", "trusted-proxies", "outbound-allow", "log-format", "web", "session-idle", "session-lifetime"];

    public string ApiPath { get; init; } = "/api";

    public string? RootPassword { get; init; }

    public string ServerName { get; init; } = "PLUGIN";

    public bool SecondFactor { get; init; }

    public bool Blobstream { get; init; }

    public MailOptions? Mail { get; init; }

    /// <summary>Whom the hub may call because a user named an address.</summary>
    public OutboundRules Outbound { get; init; } = OutboundRules.CallNobody;

    /// <summary>Whom the hub believes when they say on whose behalf they ask.</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];

    public OutboundLimits OutboundLimits { get; init; } = new();

    /// <summary>The address of the API as algorithm stores reach it; null: whoever links a store says it.</summary>
    public string? ServerUrl { get; init; }

    /// <summary>Traces, metrics and logs go to a collector, which the environment names.</summary>
    public bool Telemetry { get; init; }

    public LogFormat LogFormat { get; init; }

    public ContentSettings Contents { get; init; } = ContentSettings.Default;

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>What becomes of this version's lists: a silo that makes other ones is of another version for its siblings.</summary>
    public Func<IProjector, IProjector> Lists { get; init; } = own => own;

    public TimeSpan AccessTokenLifetime { get; init; } = new ApiOptions().AccessTokenLifetime;

    public TimeSpan RefreshTokenLifetime { get; init; } = new ApiOptions().RefreshTokenLifetime;

    public TimeSpan SessionIdle { get; init; } = new ApiOptions().SessionIdle;

    public TimeSpan SessionLifetime { get; init; } = new ApiOptions().SessionLifetime;

    /// <summary>The page; null: the one that this program was built with.</summary>
    public string? WebFolder { get; init; }

    public RequestRates RequestsPerSecond { get; init; } = new();

    /// <summary>The rounds of hashing a password; fewer only where nobody's secrets are at stake.</summary>
    public int PasswordIterations { get; init; } = Api.Authentication.Passwords.DefaultIterations;

    /// <exception cref="ArgumentException">An argument is unknown, lacks its value, or does not fit.</exception>
    public static HubSettings Of(string[] args)
    {
        var given = new Dictionary<string, string>();
        for (var i = 0; i < args.Length; i++)
        {
            var (name, value) = args[i].Split('=', 2) is [var left, var right] && left.StartsWith("--", StringComparison.Ordinal)
                ? (left, right)
                : (args[i], i + 1 < args.Length ? args[++i] : null);
            if (!name.StartsWith("--", StringComparison.Ordinal) || !Names.Contains(name[2..]))
            {
                throw new ArgumentException($"Unknown argument: {name}");
            }

            given[name[2..]] = value ?? throw new ArgumentException($"{name} needs a value.");
        }

        var path = given.GetValueOrDefault("api-path", "/api");
        if (!path.StartsWith('/') || path.Length < 2 || path.EndsWith('/'))
        {
            throw new ArgumentException($"--api-path is a path such as /api, not '{path}'.");
        }

        var urls = given.GetValueOrDefault("urls", "http://127.0.0.1:7601");
        foreach (var url in urls.Split(';'))
        {
            try
            {
                BindingAddress.Parse(url);
            }
            catch (FormatException)
            {
                throw new ArgumentException($"--urls is an address such as http://127.0.0.1:7601, not '{url}'.");
            }
        }

        var location = StoreLocation.Of(given.GetValueOrDefault("data"), given.GetValueOrDefault("database"));
        var secrets = given.GetValueOrDefault("secrets") ?? FileSecrets.FolderOf(location);
        return new HubSettings(urls, location, secrets)
        {
            ApiPath = path,
            ServerName = given.GetValueOrDefault("server-name", "PLUGIN"),
            WebFolder = given.GetValueOrDefault("web"),
            SessionIdle = TimeOf("session-idle", given) ?? new ApiOptions().SessionIdle,
            SessionLifetime = TimeOf("session-lifetime", given) ?? new ApiOptions().SessionLifetime,
            SecondFactor = IsOn("second-factor", given),
            Blobstream = IsOn("blobstream", given),
            Contents = ContentSettings.Of(given.GetValueOrDefault("blobs"), given.GetValueOrDefault("max-content"), secrets),
            Mail = MailOf(given),
            ServerUrl = ServerUrlOf(given.GetValueOrDefault("server-url"), path),
            TrustedProxies = ProxiesOf(given.GetValueOrDefault("trusted-proxies")),
            Outbound = OutboundOf(given.GetValueOrDefault("outbound-allow")),
            RootPassword = Environment.GetEnvironmentVariable("PLUGIN_ROOT_PASSWORD") is { Length: > 0 } password ? password : null,
            Telemetry = HubTelemetry.IsConfigured,
            LogFormat = given.GetValueOrDefault("log-format", "text") switch
            {
                "text" => LogFormat.Text,
                "json" => LogFormat.Json,
                var other => throw new ArgumentException($"--log-format is text or json, not '{other}'."),
            },
        };
    }

    private static bool IsOn(string name, Dictionary<string, string> given) => given.GetValueOrDefault(name, "off") switch
    {
        "on" => true,
        "off" => false,
        var other => throw new ArgumentException($"--{name} is on or off, not '{other}'."),
    };

    private static TimeSpan? TimeOf(string name, Dictionary<string, string> given)
    {
        if (given.GetValueOrDefault(name) is not { } text)
        {
            return null;
        }

        return text is [.., 'h' or 'm']
            && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is > 0 and < 10_000
            ? text[^1] == 'h' ? TimeSpan.FromHours(count) : TimeSpan.FromMinutes(count)
            : throw new ArgumentException($"--{name} is a number of hours or minutes such as 2h or 30m, not '{text}'.");
    }

    private static string? ServerUrlOf(string? given, string apiPath)
    {
        if (given is null)
        {
            return null;
        }

        var url = StoreUrl.Trimmed(given);
        return !StoreUrl.IsAcceptable(url) ? throw new ArgumentException($"--server-url is '{given}'. {StoreUrl.Rule}")
            : url.EndsWith(apiPath, StringComparison.Ordinal) ? url
            : url + apiPath;
    }

    private static IReadOnlyList<IPNetwork> ProxiesOf(string? given) =>
    [
        .. (given ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(entry =>
            IPNetwork.TryParse(entry, out var network) ? network
            : IPAddress.TryParse(entry, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
            : throw new ArgumentException($"--trusted-proxies has addresses such as 10.0.0.5 or 10.0.0.0/24, not '{entry}'.")),
    ];

    private static OutboundRules OutboundOf(string? given)
    {
        try
        {
            return given is null
                ? OutboundRules.CallNobody
                : new OutboundRules(given.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException($"--outbound-allow: {e.Message}", e);
        }
    }

    private static MailOptions? MailOf(Dictionary<string, string> given)
    {
        if (given.GetValueOrDefault("smtp") is not { } text)
        {
            return given.ContainsKey("mail-from") || given.ContainsKey("support")
                ? throw new ArgumentException("--mail-from and --support need a mail server (--smtp).")
                : null;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("smtp" or "smtp+tls") || url.Host.Length == 0
            || url.UserInfo.Contains(':', StringComparison.Ordinal))
        {
            throw new ArgumentException(
                "--smtp is smtp://[USER@]HOST[:PORT], or smtp+tls://… for STARTTLS; the password is in PLUGIN_SMTP_PASSWORD.");
        }

        var tls = url.Scheme == "smtp+tls";
        var from = given.GetValueOrDefault("mail-from") ?? throw new ArgumentException("--smtp needs a sender (--mail-from ADDRESS).");
        if (!MailAddress.TryCreate(from, out _))
        {
            throw new ArgumentException($"--mail-from is an e-mail address, not '{from}'.");
        }

        return new MailOptions(url.Host, url.Port > 0 ? url.Port : tls ? 587 : 25, from, tls)
        {
            User = url.UserInfo.Length > 0 ? Uri.UnescapeDataString(url.UserInfo) : null,
            Password = Environment.GetEnvironmentVariable("PLUGIN_SMTP_PASSWORD"),
            Support = given.GetValueOrDefault("support"),
        };
    }

    // The generated text would show the password.
    public override string ToString() => $"HubSettings {{ Urls = {Urls} }}";
}
