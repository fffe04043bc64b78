using System.Globalization;
using System.Security.Cryptography;
using Plugin.Vault;

namespace Plugin.Api.Authentication;

/// <summary>
/// Password hashes: PBKDF2 with SHA-512, as <c>pbkdf2-sha512$iterations$salt$hash</c>. Checking costs a core for a good part of a second, so
/// at most one check per core runs at a time and only so many may wait.
/// </summary>
public sealed class Passwords(FillRandom random, int iterations = Passwords.DefaultIterations) : IDisposable
{
    public const int DefaultIterations = 210_000;

    private const string Scheme = "pbkdf2-sha512";
    private const int MostWaiting = 64;
    private const int Size = 32;

    private readonly SemaphoreSlim _cores = new(Environment.ProcessorCount);
    private int _waiting;

    public string Hash(string password)
    {
        var salt = new byte[16];
        random(salt);
        return Write(iterations, salt, Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, HashAlgorithmName.SHA512, Size));
    }

    /// <summary>Null when too many are waiting already. With no hash to check against it costs the same and is false.</summary>
    public async Task<bool?> Check(string password, string? hash, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _waiting) > MostWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            return null;
        }

        try
        {
            await _cores.WaitAsync(cancellationToken);
            try
            {
                return Matches(password, hash);
            }
            finally
            {
                _cores.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>What a new password lacks, in the user's words; null when it will do.</summary>
    public static string? Weakness(string password) => password switch
    {
        { Length: < 8 or > 128 } => "A password has 8 to 128 characters.",
        _ when !password.Any(char.IsAsciiDigit) => "A password has at least one digit.",
        _ when !password.Any(char.IsAsciiLetterUpper) => "A password has at least one capital letter.",
        _ when !password.Any(char.IsAsciiLetterLower) => "A password has at least one small letter.",
        _ when password.All(char.IsAsciiLetterOrDigit) => "A password has at least one character that is neither letter nor digit.",
        _ => null,
    };

    public void Dispose() => _cores.Dispose();

    private bool Matches(string password, string? hash)
    {
        var parts = (hash ?? Write(iterations, new byte[16], new byte[Size])).Split('$');
        if (parts is not [Scheme, var rounds, var salt, var expected])
        {
            throw new InvalidDataException("A stored password hash has an unknown form.");
        }

        var actual = Rfc2898DeriveBytes.Pbkdf2(
            password, Convert.FromBase64String(salt), int.Parse(rounds, CultureInfo.InvariantCulture), HashAlgorithmName.SHA512, Size);
        return CryptographicOperations.FixedTimeEquals(actual, Convert.FromBase64String(expected)) && hash is not null;
    }

    private static string Write(int iterations, byte[] salt, byte[] hash) =>
        string.Create(
            CultureInfo.InvariantCulture, $"{Scheme}${iterations}${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}");
}
