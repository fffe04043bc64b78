using System.Collections.Concurrent;
using Plugin.Client;

namespace Plugin.Node.Payloads;

/// <summary>
/// The public keys of organizations as the hub has them. Asked for again after some minutes; while the hub is away the one seen last is good, so that
/// what has been computed can be closed at once.
/// </summary>
/// <param name="ask">The hub's word for an organization's key, in the wire's form; throws <see cref="HubException"/>.</param>
public sealed class PublicKeys(Func<int, CancellationToken, Task<string>> ask, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(5);
    private readonly ConcurrentDictionary<int, (string Key, long Asked)> _seen = new();

    /// <exception cref="HubException">The hub does not answer and never has.</exception>
    public async Task<string> Of(int organization, CancellationToken cancellationToken)
    {
        var known = _seen.TryGetValue(organization, out var seen);
        if (known && time.GetElapsedTime(seen.Asked) < Fresh && seen.Key.Length > 0)
        {
            return seen.Key;
        }

        try
        {
            var key = await ask(organization, cancellationToken);
            Note(organization, key);
            return key;
        }
        catch (HubException e) when (known && e.IsTransient)
        {
            return seen.Key;
        }
    }

    /// <summary>What the hub said on another occasion.</summary>
    public void Note(int organization, string key) => _seen[organization] = (key, time.GetTimestamp());

    /// <summary>Whether the hub has named this key as that of any organization since the station started.</summary>
    public bool HasSeen(string key) => _seen.Values.Any(seen => seen.Key == key);
}
