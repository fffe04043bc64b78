using System.Security.Cryptography;
using Plugin.EventLog;

namespace Plugin.Vault.Secrets;

/// <summary>
/// The hub's own secrets (token signing key, log signing key) as files in one folder that only its owner may read. Silos of one hub
/// are given the same folder, or copies of it; the database never holds these.
/// </summary>
public sealed class FileSecrets
{
    /// <summary>The name of the key that tokens are signed with (a <see cref="RotatingSecret"/>).</summary>
    public const string TokenSigningKey = "token-signing-key";

    public const int TokenSigningKeyLength = 32;

    private const string Draft = ".draft";

    private readonly string _folder;

    public FileSecrets(string folder)
    {
        _folder = folder;
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Where the secrets are when nobody says otherwise: in the data folder, or among the user's application data.</summary>
    public static string FolderOf(StoreLocation location) => location switch
    {
        DataFolder data => Path.Combine(data.Folder, "secrets"),
        _ => Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "plugin", "secrets"),
    };

    /// <summary>The secret of this name; made from the system's random source when it does not exist. Safe with several processes at once.</summary>
    /// <exception cref="InvalidDataException">The file exists and has another length: damaged or foreign.</exception>
    public byte[] GetOrCreate(string name, int length)
    {
        var path = Path.Combine(_folder, name);
        if (!File.Exists(path))
        {
            Create(path, RandomNumberGenerator.GetBytes(length));
        }

        var secret = File.ReadAllBytes(path);
        return secret.Length == length
            ? secret
            : throw new InvalidDataException($"The secret {path} has {secret.Length} bytes instead of {length}: restore it from its backup.");
    }

    internal IReadOnlyList<string> Names(string prefix) =>
        [.. Directory.EnumerateFiles(_folder, $"{prefix}*").Select(path => Path.GetFileName(path)).Where(name => !name.EndsWith(Draft, StringComparison.Ordinal))];

    /// <summary>Whoever reads meanwhile gets the former secret or this one, never a part.</summary>
    internal void Replace(string name, byte[] secret)
    {
        var path = Path.Combine(_folder, name);
        File.Move(Write(path, secret), path, overwrite: true);
    }

    internal void Delete(string name) => File.Delete(Path.Combine(_folder, name));

    // Written beside and moved into place: of two processes that start at once, one wins and the other reads the winner's secret.
    private static void Create(string path, byte[] secret)
    {
        var draft = Write(path, secret);
        try
        {
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft);
        }
    }

    private static string Write(string path, byte[] secret)
    {
        var draft = $"{path}.{Environment.ProcessId}.{RandomNumberGenerator.GetHexString(8)}{Draft}";
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };

        using (var file = new FileStream(draft, options))
        {
            file.Write(secret);
            file.Flush(flushToDisk: true);
        }

        return draft;
    }
}
