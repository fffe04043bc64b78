using System.Text;

namespace Plugin.Api.Tests;

/// <summary>What a browser does for the hub's page: it keeps the cookie and sends it along, and the page adds what it was told for changes.</summary>
public sealed class BrowserTab(Api hub)
{
    public const string Agent = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";

    public string? Cookie { get; private set; }

    public string? Csrf { get; set; }

    /// <summary>The same browser, sent to another silo.</summary>
    public BrowserTab At(Api other) => new(other) { Cookie = Cookie, Csrf = Csrf };

    public static async Task<BrowserTab> SignedIn(Api hub, string user = "root", string password = RunningHub.RootPassword)
    {
        var tab = new BrowserTab(hub);
        Assert.Equal(200, (await tab.SignIn(user, password)).Status);
        return tab;
    }

    public Task<Answer> SignIn(string user, string password, string? code = null, params (string Name, string Value)[] headers) => Send(
        HttpMethod.Post, "session",
        code is null ? $$"""{"username":"{{user}}","password":"{{password}}"}""" : $$"""{"username":"{{user}}","password":"{{password}}","mfa_code":"{{code}}"}""",
        headers);

    public Task<Answer> Get(string path, params (string Name, string Value)[] headers) => Send(HttpMethod.Get, path, null, headers);

    public Task<Answer> Post(string path, string json, params (string Name, string Value)[] headers) => Send(HttpMethod.Post, path, json, headers);

    public Task<Answer> Patch(string path, string json) => Send(HttpMethod.Patch, path, json);

    public Task<Answer> Delete(string path, params (string Name, string Value)[] headers) => Send(HttpMethod.Delete, path, null, headers);

    public IEnumerable<(string Name, string Value)> Headers(HttpMethod method)
    {
        yield return ("User-Agent", Agent);
        if (Cookie is not null)
        {
            yield return ("Cookie", Cookie);
        }

        if (Csrf is not null && method != HttpMethod.Get)
        {
            yield return ("X-CSRF", Csrf);
        }
    }

    private async Task<Answer> Send(HttpMethod method, string path, string? json, params (string Name, string Value)[] headers)
    {
        var answer = await hub.With(null).Send(
            method, path, json is null ? null : new StringContent(json, Encoding.UTF8, "application/json"), [.. Headers(method), .. headers]);
        if (answer.Headers.TryGetValue("Set-Cookie", out var set))
        {
            var pair = set.Split(';')[0];
            Cookie = pair.EndsWith('=') ? null : pair;
        }

        if (path == "session" && answer is { Status: 200, Body: { } body } && body["csrf"] is { } csrf)
        {
            Csrf = (string)csrf!;
        }

        return answer;
    }
}
