using System.Collections.Concurrent;
using Plugin.EventLog;

namespace Plugin.Api.Users;

/// <summary>When each user last asked something of any silo, to the minute.</summary>
internal sealed class LastSeen(ILiveTables live, TimeProvider clock)
{
    private const string Prefix = "user-";
    private const string LoginPrefix = "logged-in-";
    private const int MostRemembered = 100_000;
    private static readonly TimeSpan Precision = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<int, long> _noted = [];

    public async Task Note(int user, CancellationToken cancellationToken)
    {
        if (_noted.TryGetValue(user, out var at) && clock.GetElapsedTime(at) < Precision)
        {
            return;
        }

        if (_noted.Count > MostRemembered)
        {
            _noted.Clear();
        }

        _noted[user] = clock.GetTimestamp();
        await live.Seen([new Heartbeat($"{Prefix}{user}", "", "")], cancellationToken);
    }

    public Task<DateTimeOffset?> Of(int user, CancellationToken cancellationToken) => At($"{Prefix}{user}", cancellationToken);

    public Task LoggedIn(int user, CancellationToken cancellationToken) =>
        live.Seen([new Heartbeat($"{LoginPrefix}{user}", "", "")], cancellationToken);

    /// <summary>The last log-in with a password; null when none is remembered.</summary>
    public Task<DateTimeOffset?> LoginOf(int user, CancellationToken cancellationToken) => At($"{LoginPrefix}{user}", cancellationToken);

    /// <summary>All who were ever seen.</summary>
    public async Task<IReadOnlyDictionary<int, DateTimeOffset>> All(CancellationToken cancellationToken) =>
        (await live.Presences(Prefix, cancellationToken)).ToDictionary(seen => int.Parse(seen.Key.AsSpan(Prefix.Length)), seen => seen.SeenAt);

    private async Task<DateTimeOffset?> At(string key, CancellationToken cancellationToken) =>
        // A longer id may begin with this one.
        (await live.Presences(key, cancellationToken)).FirstOrDefault(seen => seen.Key == key)?.SeenAt;
}
