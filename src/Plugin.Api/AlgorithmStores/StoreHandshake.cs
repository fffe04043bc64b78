using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Plugin.Api.Http;
using Plugin.Api.Outbound;

namespace Plugin.Api.AlgorithmStores;

/// <summary>Getting to know a store, and taking leave of it. Each answers null when the link may be made or removed.</summary>
internal static class StoreHandshake
{
    private const int Created = 201;
    private const int KnownAlready = 208;

    public static async Task<IResult?> GetToKnow(
        this StoreClient stores, StoreCall call, bool force, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await stores.Introduce(call, force, cancellationToken);
            if (answer.Is(Created, KnownAlready))
            {
                return null;
            }

            // A store that does not want this hub may still show everybody what it has; then nothing but reading will work.
            if (answer.Is(StatusCodes.Status403Forbidden) && await IsPublic(stores, call, cancellationToken))
            {
                return null;
            }

            return answer.Status >= 400 ? ErrorShapes.Message(answer.Status, answer.Message) : Unreachable(call);
        }
        catch (OutboundRefusedException e)
        {
            return ErrorShapes.Message(StatusCodes.Status400BadRequest, e.Message);
        }
        catch (HttpRequestException)
        {
            return Unreachable(call);
        }
    }

    /// <summary>A store that cannot be reached, or that does not know the caller's hub, does not keep the hub from forgetting it.</summary>
    public static async Task<IResult?> TakeLeave(this StoreClient stores, StoreCall call, CancellationToken cancellationToken)
    {
        try
        {
            var known = await stores.KnownServers(call, cancellationToken);
            if (known.Is(StatusCodes.Status403Forbidden))
            {
                return null;
            }

            if (known.Status >= 400)
            {
                return ErrorShapes.Message(known.Status, known.Message);
            }

            foreach (var server in Ids(known.Body, call.ServerUrl))
            {
                var answer = await stores.Forget(call, server, cancellationToken);
                if (answer.Status >= 400 && !answer.Is(StatusCodes.Status404NotFound))
                {
                    return ErrorShapes.Message(answer.Status, answer.Message);
                }
            }
        }
        catch (Exception e) when (e is OutboundRefusedException or HttpRequestException)
        {
            return null;
        }

        return null;
    }

    private static async Task<bool> IsPublic(StoreClient stores, StoreCall call, CancellationToken cancellationToken)
    {
        var policies = await stores.PublicPolicies(call, cancellationToken);
        return policies.Is(StatusCodes.Status200OK) && StoreAnswer.Text(policies.Body, "algorithm_view") == "public";
    }

    // The store's filter takes wildcards, and other hubs are none of this one's business.
    private static IEnumerable<int> Ids(JsonElement? servers, string serverUrl) =>
        servers is not { ValueKind: JsonValueKind.Array } list ? []
        : list.EnumerateArray()
            .Where(server => StoreAnswer.Text(server, "url") == serverUrl)
            .Select(server => server.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.Number && id.TryGetInt32(out var value) ? value : 0)
            .Where(id => id > 0);

    private static IResult Unreachable(StoreCall call) => ErrorShapes.Message(
        StatusCodes.Status404NotFound, $"No algorithm store answers at {call.StoreUrl}; check the address.");
}
