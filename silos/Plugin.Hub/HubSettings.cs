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
        PLUGIN_ROOT_PASSWORD is the password of the first user, root; without it one is made and printed once.
        OTEL_EXPORTER_OTLP_ENDPOINT sends traces and metrics to a collector.
        """;

    private static readonly string[] Names = ["data", "database", "urls", "api-path", "secrets"];

    public string ApiPath { get; init; } = "/api";

    public string? RootPassword { get; init; }

    public bool Telemetry { get; init; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;

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
            RootPassword = Environment.GetEnvironmentVariable("PLUGIN_ROOT_PASSWORD") is { Length: > 0 } password ? password : null,
            Telemetry = Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT") is { Length: > 0 },
        };
    }

    // The generated text would show the password.
    public override string ToString() => $"HubSettings {{ Urls = {Urls} }}";
}
