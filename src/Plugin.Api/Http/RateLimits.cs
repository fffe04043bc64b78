using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Plugin.Api.Authentication;

namespace Plugin.Api.Http;

/// <summary>
/// So many requests a second for each caller: a person, a node, a run's container, or an address that has not said who it is. vantage6
/// clients repeat every refused request once and poll every second, so the limits only stop what no such client does.
/// </summary>
internal static class RateLimits
{
    /// <summary>A caller may be idle and then send this many seconds' worth at once.</summary>
    private const int BurstSeconds = 4;

    public static void Configure(RateLimiterOptions limiter, ApiOptions options)
    {
        limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(http =>
        {
            var (key, perSecond) = http.Features.Get<CurrentCaller>() switch
            {
                null => ($"address {http.Connection.RemoteIpAddress}", options.RequestsPerSecond.Anonymous),
                NodeCaller node => (node.Actor, options.RequestsPerSecond.Node),
                var caller => (caller.Actor, options.RequestsPerSecond.User),
            };
            return RateLimitPartition.GetTokenBucketLimiter(key, _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = perSecond * BurstSeconds,
                TokensPerPeriod = Math.Max(1, perSecond / 4),
                ReplenishmentPeriod = TimeSpan.FromMilliseconds(250),
            });
        });
        limiter.OnRejected = async (rejected, _) =>
        {
            var seconds = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)) : 1;
            rejected.HttpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            await ErrorShapes.For(
                rejected.HttpContext, StatusCodes.Status429TooManyRequests, "requests.too-many",
                $"Too many requests; try again in {seconds} s.").ExecuteAsync(rejected.HttpContext);
        };
    }
}

/// <summary>Requests a second for one caller of each kind; four times as many at once.</summary>
public sealed record RequestRates
{
    /// <summary>For each address, of callers who have not logged in.</summary>
    public int Anonymous { get; init; } = 100;

    /// <summary>For each user and each container.</summary>
    public int User { get; init; } = 2000;

    public int Node { get; init; } = 5000;
}
