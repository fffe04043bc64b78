using System.Net.Http.Json;
using System.Text.Json;
using Plugin.Contracts;

namespace Plugin.Client;

/// <summary>Reads what a hub answered, in either error shape: <c>{"msg"}</c> of the vantage6 routes, problem details of our own.</summary>
internal static class Answers
{
    public static async Task<T> Read<T>(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync<T>(WireJson.Options, cancellationToken)
                ?? throw new JsonException("The answer is empty.");
        }
        catch (JsonException e)
        {
            throw new HubException(response.StatusCode, "answer.unreadable", $"The hub's answer is not what this version expects: {e.Message}", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new HubException(null, null, $"The hub's answer broke off: {e.Message}", e);
        }
    }

    public static async Task ThrowUnlessSuccess(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode)
        {
            return;
        }

        using (response)
        {
            var (code, message) = await Explain(response, cancellationToken);
            throw new HubException(response.StatusCode, code, message);
        }
    }

    private static async Task<(string? Code, string Message)> Explain(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var fallback = $"The hub answered {(int)response.StatusCode} ({response.ReasonPhrase}).";
        try
        {
            var body = await response.Content.ReadFromJsonAsync<ErrorBody>(WireJson.Options, cancellationToken);
            return (body?.Code, Shown(body?.Msg) ?? body?.Detail ?? body?.Title ?? fallback);
        }
        catch (Exception e) when (e is JsonException or HttpRequestException or IOException or InvalidOperationException)
        {
            return (null, fallback);
        }
    }

    // vantage6 servers answer a dictionary here on some validation errors.
    private static string? Shown(JsonElement? msg) => msg?.ValueKind switch
    {
        JsonValueKind.String => msg.Value.GetString(),
        null or JsonValueKind.Undefined or JsonValueKind.Null => null,
        _ => msg.Value.GetRawText(),
    };

    private sealed record ErrorBody(JsonElement? Msg, string? Code, string? Title, string? Detail);
}
