using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Plugin.Contracts;

namespace Plugin.Client;

/// <summary>
/// One caller's way to a hub: logs in, carries the token, renews it when the hub answers 401 (and only then), repeats what is safe to repeat,
/// and turns every failure into a <see cref="HubException"/>. Safe for use by many callers at once. Owns the HTTP client.
/// </summary>
/// <param name="credentials">Null for the public routes only.</param>
/// <param name="random">Spreads retries; a number in [0, 1).</param>
public sealed class HubConnection(HttpClient http, HubAddress address, Credentials? credentials, TimeProvider time, Func<double> random)
    : IDisposable
{
    private const int Tries = 4;
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(30);
    private readonly SemaphoreSlim _login = new(1, 1);
    private Tokens? _tokens;

    public HubAddress Address => address;

    /// <summary>Logs in unless there is a token already.</summary>
    public async Task Login(CancellationToken cancellationToken) => await Token(stale: null, cancellationToken);

    /// <summary>Who the hub takes the caller for: a user's or a node's id.</summary>
    /// <exception cref="HubException">The hub does not let it in, or its token names nobody.</exception>
    public async Task<int> CallerId(CancellationToken cancellationToken)
    {
        var token = await Token(stale: null, cancellationToken);
        try
        {
            var payload = token.Split('.')[1];
            using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(payload));
            var subject = claims.RootElement.GetProperty("sub");
            return subject.ValueKind == JsonValueKind.Number ? subject.GetInt32() : int.Parse(subject.GetString()!, CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IndexOutOfRangeException or FormatException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new HubException(null, "answer.unreadable", "The hub's token does not say who it is for.", e);
        }
    }

    internal Task<T> Get<T>(string route, CancellationToken cancellationToken) =>
        Call<T>(HttpMethod.Get, route, null, Repeat.Safe, cancellationToken);

    internal Task<T> Post<T>(string route, HttpContentOf body, Repeat repeat, CancellationToken cancellationToken) =>
        Call<T>(HttpMethod.Post, route, body, repeat, cancellationToken);

    internal async Task<T> Call<T>(HttpMethod method, string route, HttpContentOf? body, Repeat repeat, CancellationToken cancellationToken)
    {
        using var response = await Send(method, route, body, repeat, CallTimeout, HttpCompletionOption.ResponseContentRead, cancellationToken);
        return await Answers.Read<T>(response, cancellationToken);
    }

    internal async Task Call(HttpMethod method, string route, HttpContentOf? body, Repeat repeat, CancellationToken cancellationToken)
    {
        using var response = await Send(method, route, body, repeat, CallTimeout, HttpCompletionOption.ResponseContentRead, cancellationToken);
    }

    /// <summary>The caller disposes the response. Any status above 299 has been thrown.</summary>
    internal async Task<HttpResponseMessage> Send(
        HttpMethod method, string route, HttpContentOf? body, Repeat repeat, TimeSpan timeout, HttpCompletionOption completion,
        CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await Authorised(method, route, body, timeout, completion, cancellationToken);
            }
            catch (HubException e) when (e.IsTransient && repeat == Repeat.Safe && attempt < Tries)
            {
                var pause = TimeSpan.FromMilliseconds(200 * Math.Pow(2, attempt) * (0.5 + random()));
                await Task.Delay(pause, time, cancellationToken);
            }
        }
    }

    public void Dispose()
    {
        _login.Dispose();
        http.Dispose();
    }

    private async Task<HttpResponseMessage> Authorised(
        HttpMethod method, string route, HttpContentOf? body, TimeSpan timeout, HttpCompletionOption completion, CancellationToken cancellationToken)
    {
        var token = credentials is null ? null : await Token(stale: null, cancellationToken);
        var response = await Once(method, route, body, token, timeout, completion, cancellationToken);
        if (response.StatusCode == HttpStatusCode.Unauthorized && token is not null)
        {
            response.Dispose();
            token = await Token(stale: token, cancellationToken);
            response = await Once(method, route, body, token, timeout, completion, cancellationToken);
        }

        await Answers.ThrowUnlessSuccess(response, cancellationToken);
        return response;
    }

    private async Task<HttpResponseMessage> Once(
        HttpMethod method, string route, HttpContentOf? body, string? token, TimeSpan timeout, HttpCompletionOption completion,
        CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, address.Of(route)) { Content = body?.Invoke() };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (completion == HttpCompletionOption.ResponseHeadersRead)
        {
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        }

        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        using var limit = new CancellationTokenSource(timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await http.SendAsync(request, completion, both.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HubException(null, null, $"The hub at {address.Url} did not answer within {timeout.TotalSeconds:0} seconds.", e);
        }
        // A connection that breaks in the moment in which it was made is told as it is.
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException)
        {
            throw new HubException(null, null, $"The hub at {address.Url} cannot be reached: {HubHttp.Why(address, e)}.", e);
        }
    }

    private async Task<string> Token(string? stale, CancellationToken cancellationToken)
    {
        if (_tokens is { } held && held.AccessToken != stale)
        {
            return held.AccessToken;
        }

        await _login.WaitAsync(cancellationToken);
        try
        {
            // Another caller may have renewed it while this one waited.
            if (_tokens is null || _tokens.AccessToken == stale)
            {
                _tokens = await Refreshed(cancellationToken) ?? await LoggedIn(cancellationToken);
            }

            return _tokens.AccessToken;
        }
        finally
        {
            _login.Release();
        }
    }

    private async Task<Tokens?> Refreshed(CancellationToken cancellationToken)
    {
        if (_tokens is null)
        {
            return null;
        }

        using var response = await Once(
            HttpMethod.Post, "token/refresh", null, _tokens.RefreshToken, CallTimeout, HttpCompletionOption.ResponseContentRead, cancellationToken);
        return response.StatusCode == HttpStatusCode.OK ? await Answers.Read<Tokens>(response, cancellationToken) : null;
    }

    private async Task<Tokens> LoggedIn(CancellationToken cancellationToken)
    {
        var (route, body) = credentials switch
        {
            Credentials.User u => ("token/user", Json.Of(new UserLogin(u.Name, u.Password) { MfaCode = u.MfaCode })),
            Credentials.Node n => ("token/node", Json.Of(new NodeLogin(n.ApiKey))),
            _ => throw new InvalidOperationException("This route needs a login and the connection has no credentials."),
        };
        using var response = await Once(
            HttpMethod.Post, route, body, null, CallTimeout, HttpCompletionOption.ResponseContentRead, cancellationToken);
        try
        {
            await Answers.ThrowUnlessSuccess(response, cancellationToken);
        }
        catch (HubException e) when (e is { Status: HttpStatusCode.Unauthorized, Code: null })
        {
            throw new HubException(e.Status, HubException.LoginRefused, e.Message, e);
        }

        return await Answers.Read<Tokens>(response, cancellationToken);
    }
}

/// <summary>Makes the body anew for every try, because a sent content cannot be sent again.</summary>
internal delegate HttpContent HttpContentOf();

internal enum Repeat
{
    /// <summary>A second arrival could do the thing twice.</summary>
    Never,

    /// <summary>The route answers a repetition as it answered the first.</summary>
    Safe,
}

internal static class Json
{
    public static HttpContentOf Of<T>(T body) => () => JsonContent.Create(body, options: WireJson.Options);
}
