using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Plugin.Testing.Running;

namespace Plugin.Acceptance.Tests.Chaos;

/// <summary>Somebody with a connection of their own who asks for a list every few moments and notes when they were answered.</summary>
internal sealed class Pulse(Uri hub) : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan AnsweredWithin = TimeSpan.FromSeconds(10);
    private readonly HttpClient _http = new() { BaseAddress = hub };
    private readonly List<(DateTimeOffset Asked, DateTimeOffset Answered)> _answers = [];

    public async Task SignIn()
    {
        using var response = await _http.PostAsJsonAsync("/api/token/user", new JsonObject { ["username"] = "alice", ["password"] = Federation.Password });
        var token = (string)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["access_token"]!;
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public async Task Beat(TimeProvider clock, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Every, clock);
        try
        {
            do
            {
                var asked = clock.GetUtcNow();
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
                limit.CancelAfter(AnsweredWithin);
                try
                {
                    using var response = await _http.GetAsync(new Uri("/api/task?per_page=1", UriKind.Relative), limit.Token);
                    if (response.StatusCode == HttpStatusCode.OK)
                    {
                        _answers.Add((asked, clock.GetUtcNow()));
                    }
                }
                catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException && !stop.IsCancellationRequested)
                {
                    // The next one tells when it is over.
                }
            }
            while (await timer.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException)
        {
            // Enough.
        }
    }

    /// <summary>How long after this moment the first request that was begun later was answered; null when none was.</summary>
    public TimeSpan? After(DateTimeOffset moment) =>
        _answers.Where(a => a.Asked >= moment).Select(a => (TimeSpan?)(a.Answered - moment)).Min();

    public void Dispose() => _http.Dispose();
}
