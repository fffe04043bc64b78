using System.Globalization;
using System.Security.Cryptography;

namespace Plugin.Vault.Secrets;

/// <summary>
/// A secret that is replaced without a break: what was made with a former one is still known by it until <see cref="Kept"/> has passed.
/// Processes that share the folder notice a replacement by themselves.
/// </summary>
/// <remarks>Files: <c>NAME</c> is the present one, <c>NAME.until-SECONDS</c> a former one and when it was replaced (Unix time).</remarks>
public sealed class RotatingSecret
{
    /// <summary>Longer than any token lives that a person or node holds, and long enough for an algorithm's run.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly FileSecrets _secrets;
    private readonly string _name;
    private readonly int _length;
    private readonly TimeProvider _clock;

    private volatile Ring _ring;

    /// <exception cref="InvalidDataException">A file of the secret is damaged or foreign.</exception>
    public RotatingSecret(FileSecrets secrets, string name, int length, TimeProvider clock)
    {
        (_secrets, _name, _length, _clock) = (secrets, name, length, clock);
        _ring = Look();
    }

    /// <summary>What new things are made with.</summary>
    public byte[] Current => Fresh().Secrets[0];

    /// <summary>The present secret, then the former ones that still count, newest first.</summary>
    public IReadOnlyList<byte[]> Valid => Fresh().Secrets;

    /// <summary>Replaces the secret. Everybody else sees the new one within a second or so.</summary>
    /// <param name="forget">Also the former ones are void at once: the secret has become known.</param>
    public void Rotate(bool forget)
    {
        var now = _clock.GetUtcNow().ToUnixTimeSeconds();
        if (forget)
        {
            _secrets.Replace(_name, RandomNumberGenerator.GetBytes(_length));
            foreach (var former in _secrets.Names($"{_name}.until-"))
            {
                _secrets.Delete(former);
            }
        }
        else
        {
            // Kept under its second name before it is replaced: a crash between the two leaves one secret under both names.
            _secrets.Replace(string.Create(CultureInfo.InvariantCulture, $"{_name}.until-{now}"), _ring.Secrets[0]);
            _secrets.Replace(_name, RandomNumberGenerator.GetBytes(_length));
        }

        _ring = Look();
    }

    private Ring Fresh()
    {
        var ring = _ring;
        if (_clock.GetElapsedTime(ring.LookedAt) < LookEvery)
        {
            return ring;
        }

        try
        {
            return _ring = Look();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A shared folder that is out of reach for a moment does not log everybody out.
            return ring;
        }
    }

    private Ring Look()
    {
        var oldest = (_clock.GetUtcNow() - Kept).ToUnixTimeSeconds();
        var former = _secrets.Names($"{_name}.until-")
            .Select(name => (Name: name, Until: long.TryParse(name.AsSpan(_name.Length + 7), CultureInfo.InvariantCulture, out var until) ? until : 0))
            .Where(secret => secret.Until >= oldest)
            .OrderByDescending(secret => secret.Until)
            .Select(secret => _secrets.GetOrCreate(secret.Name, _length));
        return new Ring([_secrets.GetOrCreate(_name, _length), .. former], _clock.GetTimestamp());
    }

    private sealed record Ring(IReadOnlyList<byte[]> Secrets, long LookedAt);
}
