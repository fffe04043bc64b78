using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Plugin.Client;
using Plugin.Node.Attempts;

namespace Plugin.Node.Proxy;

/// <summary>
/// Takes an algorithm's request to the hub under the hub's own token, and keeps trying while the hub is away: the algorithm tools wait as long as
/// it takes, but take an error for an answer.
/// </summary>
internal sealed partial class HubRelay(HttpClient http, HubAddress address, TimeProvider time, Func<double> random, ILogger log)
{
    private static readonly TimeSpan Try = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromMinutes(10);

    /// <param name="route">Below the API path, with the query.</param>
    /// <param name="body">JSON to post; null for a GET.</param>
    /// <param name="patient">Only success and 404 are answers; everything else is waited out for as long as the caller is there.</param>
    public async Task<HubAnswer> Ask(
        RunAttempt attempt, string route, ReadOnlyMemory<byte>? body, string? idempotencyKey, bool patient, CancellationToken cancellationToken)
    {
        var backoff = new Backoff(time, random, TimeSpan.FromSeconds(10));
        var since = time.GetTimestamp();
        while (true)
        {
            var answer = await Once(attempt, route, body, idempotencyKey, cancellationToken);
            if (IsFinal(answer.Status, patient) || !patient && time.GetElapsedTime(since) > GiveUpAfter)
            {
                return answer;
            }

            Waiting(log, attempt.Id.Run, route, (int)answer.Status);
            await answer.DisposeAsync();
            await backoff.Pause(cancellationToken);
        }
    }

    private static bool IsFinal(HttpStatusCode status, bool patient) => patient
        ? (int)status is >= 200 and < 300 or 404
        : status is not (HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests) && (int)status < 500 || status == HttpStatusCode.NotImplemented;

    private async Task<HubAnswer> Once(
        RunAttempt attempt, string route, ReadOnlyMemory<byte>? body, string? idempotencyKey, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Try, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, address.Of(route));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", attempt.Entry.Grant.RunToken);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        if (body is { } bytes)
        {
            request.Content = new ReadOnlyMemoryContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        var content = new FileBufferingWriteStream();
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            // Kept whole before a byte goes on: an answer that breaks off half-way could not be asked for again.
            await Copy(response, content, limit, either.Token);
            return new HubAnswer(
                response.StatusCode, response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true,
                response.Headers.TryGetValues("total-count", out var total) ? total.First() : null, content);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && e is HttpRequestException or IOException or OperationCanceledException)
        {
            await content.DisposeAsync();
            return new HubAnswer(HttpStatusCode.BadGateway, false, null, new FileBufferingWriteStream());
        }
        catch
        {
            await content.DisposeAsync();
            throw;
        }
    }

    /// <summary>A large answer takes as long as it takes; silence is what counts.</summary>
    private static async Task Copy(
        HttpResponseMessage response, FileBufferingWriteStream content, CancellationTokenSource limit, CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[64 * 1024];
        for (int read; (read = await body.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            limit.CancelAfter(Try);
            await content.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Run {Run} asked the hub for {Route} and waits; the hub answered {Status}.")]
    private static partial void Waiting(ILogger log, int run, string route, int status);
}

/// <param name="IsJson">Otherwise the body is of no use to an algorithm.</param>
internal sealed record HubAnswer(HttpStatusCode Status, bool IsJson, string? TotalCount, FileBufferingWriteStream Content) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Content.DisposeAsync();
}
