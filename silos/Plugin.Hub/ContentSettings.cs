using System.Globalization;
using Plugin.EventLog;
using Plugin.Vault.Blobs;
using Plugin.Vault.Blobs.S3;

namespace Plugin.Hub;

/// <summary>Where large contents are kept, and how large one may be.</summary>
/// <param name="Bucket">Null for the database.</param>
public sealed record ContentSettings(S3Location? Bucket, S3Credentials? Credentials, long MaxContent)
{
    private const long DefaultMax = 16L << 30;

    public static ContentSettings Default { get; } = new(null, null, DefaultMax);

    /// <exception cref="ArgumentException">An argument does not fit, or there are no credentials for the store.</exception>
    public static ContentSettings Of(string? blobs, string? max, string secrets)
    {
        var limit = max is null ? DefaultMax : Size(max);
        if (blobs is null)
        {
            return new ContentSettings(null, null, limit);
        }

        try
        {
            return new ContentSettings(S3Location.Parse(blobs), CredentialsOf(secrets), limit);
        }
        catch (FormatException e)
        {
            throw new ArgumentException($"--blobs: {e.Message}");
        }
    }

    /// <summary>The store of parts, checked as far as it answers: what is set wrongly is told at the start, not by the first large result.</summary>
    /// <exception cref="ContentStoreException">The store answers and refuses.</exception>
    public async Task<S3Parts?> Open(IVaultTable vault, HttpClient http, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (Bucket is null)
        {
            return null;
        }

        var parts = new S3Parts(vault, http, Bucket, Credentials!, clock);
        try
        {
            await parts.Check(cancellationToken);
        }
        catch (ContentStoreException e) when (e.InnerException is not null)
        {
            // It is away. A hub that serves everything but large contents is of more use than none.
        }

        return parts;
    }

    private static S3Credentials CredentialsOf(string secrets)
    {
        if (Variable("AWS_ACCESS_KEY_ID") is { } id && Variable("AWS_SECRET_ACCESS_KEY") is { } secret)
        {
            return new S3Credentials(id, secret);
        }

        var file = Path.Combine(secrets, "s3-credentials");
        return File.Exists(file) && File.ReadAllLines(file) is [{ Length: > 0 } first, { Length: > 0 } second, ..]
            ? new S3Credentials(first.Trim(), second.Trim())
            : throw new ArgumentException(
                $"--blobs needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the file {file} with the key's id and its secret on two lines.");
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static long Size(string text)
    {
        var shift = text.Length == 0 ? -1 : "KMGT".IndexOf(text[^1], StringComparison.Ordinal);
        return long.TryParse(shift < 0 ? text : text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number > 0 && number <= long.MaxValue >> (10 * (shift + 1))
            ? number << (10 * (shift + 1))
            : throw new ArgumentException($"--max-content is a number of bytes such as 16G, not '{text}'.");
    }
}
