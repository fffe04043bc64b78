using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Plugin.Node.Operator;

/// <summary>Who is at the page. A restart of the agent ends all of them.</summary>
internal sealed class PageSessions(TimeProvider time)
{
    private static readonly TimeSpan Last = TimeSpan.FromHours(8);
    private readonly ConcurrentDictionary<string, PageSession> _sessions = new();

    /// <returns>What the browser keeps.</returns>
    public string Open(string guest)
    {
        foreach (var (old, session) in _sessions)
        {
            _ = session.Until < time.GetUtcNow() && _sessions.TryRemove(old, out _);
        }

        var cookie = Secret();
        _sessions[Hash(cookie)] = new PageSession(guest, Secret(), time.GetUtcNow() + Last);
        return cookie;
    }

    public PageSession? Find(string? cookie) =>
        cookie is not null && _sessions.TryGetValue(Hash(cookie), out var session) && session.Until >= time.GetUtcNow() ? session : null;

    private static string Secret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    private static string Hash(string cookie) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(cookie)));
}

/// <param name="Token">Part of every form, so that no other site's form is taken for one of the page's.</param>
internal sealed record PageSession(string Guest, string Token, DateTimeOffset Until)
{
    /// <summary>What the last form did, told once.</summary>
    public string? Notice { get; set; }

    public bool IsOwn(string? token) =>
        token is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(Token));
}
