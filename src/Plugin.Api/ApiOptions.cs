using System.Net;
using Plugin.Api.Http;
using Plugin.Api.Mail;
using Plugin.Api.Outbound;

namespace Plugin.Api;

/// <summary>What an installation may set about the API.</summary>
public sealed record ApiOptions
{
    /// <summary>Where all routes are; clients are told paths that begin with it.</summary>
    public string Path { get; init; } = "/api";

    public TimeSpan AccessTokenLifetime { get; init; } = TimeSpan.FromHours(6);

    public TimeSpan RefreshTokenLifetime { get; init; } = TimeSpan.FromHours(48);

    /// <summary>A browser's session that is not used for so long has ended.</summary>
    public TimeSpan SessionIdle { get; init; } = TimeSpan.FromHours(2);

    /// <summary>However busy it is.</summary>
    public TimeSpan SessionLifetime { get; init; } = TimeSpan.FromHours(12);

    /// <summary>Wrong passwords in a row after which a user is locked out for <see cref="LockoutTime"/>.</summary>
    public int MaxFailedLogins { get; init; } = 5;

    public TimeSpan LockoutTime { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Users log in with a code of their authenticator app besides the password.</summary>
    public bool SecondFactor { get; init; }

    /// <summary>What authenticator apps and mails call this hub.</summary>
    public string ServerName { get; init; } = "PLUGIN";

    /// <summary>How long the token of a recovery mail is good.</summary>
    public TimeSpan RecoveryTokenLifetime { get; init; } = TimeSpan.FromMinutes(60);

    /// <summary>How long the link of an invitation is good.</summary>
    public TimeSpan InvitationLifetime { get; init; } = TimeSpan.FromDays(7);

    /// <summary>The address of the web page as people reach it, which links in mails begin with; null: the page of whoever has the mail sent.</summary>
    public string? WebUrl { get; init; }

    /// <summary>Null: this hub sends no mail, and nobody can recover an account by it.</summary>
    public MailOptions? Mail { get; init; }

    /// <summary>Whom the hub may call because a user named an address.</summary>
    public OutboundRules Outbound { get; init; } = OutboundRules.CallNobody;

    public OutboundLimits OutboundLimits { get; init; } = new();

    /// <summary>The address of the API as algorithm stores reach it; null: whoever links a store says it.</summary>
    public string? ServerUrl { get; init; }

    /// <summary>The largest body of <c>POST task</c> and <c>PATCH run</c>, which carry inputs and results inside JSON.</summary>
    public int MaxTaskBody { get; init; } = 256 * 1024 * 1024;

    /// <summary>
    /// Clients and vantage6 nodes may upload inputs and results by themselves and name them by a UUID. Those that do not know how still send
    /// them inside JSON.
    /// </summary>
    public bool Blobstream { get; init; }

    /// <summary>The largest input, result or log that may be uploaded by itself.</summary>
    public long MaxContent { get; init; } = 16L * 1024 * 1024 * 1024;

    /// <summary>Whom the hub believes when they say on whose behalf they ask (X-Forwarded-For); requests of others count for themselves.</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];

    public RequestRates RequestsPerSecond { get; init; } = new();

    /// <summary>Rounds of hashing a password.</summary>
    public int PasswordIterations { get; init; } = Authentication.Passwords.DefaultIterations;

    public int HeartbeatSeconds { get; init; } = 5;
}
