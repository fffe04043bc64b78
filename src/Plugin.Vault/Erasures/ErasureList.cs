using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Plugin.Vault.Erasures;

/// <summary>
/// What was ordered to be erased, by ids alone (<c>user-4</c>, <c>contents-9</c>, <c>texts-9</c>), in a file outside the database: a database that
/// is restored from before an erasure is cleaned by it. Only ever grows. An entry is on disk before anything is deleted.
/// </summary>
/// <remarks>
/// A first line names the hub; every other line is a number, the entry, and a hash over it and the line before, so that a line that is changed,
/// moved or missing in between is noticed. Silos that share the folder take turns by locking the file.
/// </remarks>
public sealed class ErasureList
{
    public const string FileName = "erasures";

    private const string Title = "plugin erasures 1";
    private static readonly TimeSpan LockPause = TimeSpan.FromMilliseconds(10);
    private const int LockAttempts = 500;

    private readonly string _path;
    private readonly string _first;
    private readonly TimeProvider _clock;

    private ErasureList(string path, Guid hub, TimeProvider clock) => (_path, _first, _clock) = (path, $"{Title} {hub:D}", clock);

    public static bool Exists(string folder) => File.Exists(Path.Combine(folder, FileName));

    /// <summary>The list of this hub; an empty one is made where there is none.</summary>
    /// <exception cref="InvalidDataException">The file is another hub's, or damaged.</exception>
    public static async Task<ErasureList> Open(string folder, Guid hub, TimeProvider clock, CancellationToken cancellationToken)
    {
        var list = new ErasureList(Path.Combine(folder, FileName), hub, clock);
        await list.Locked(static _ => [], cancellationToken);
        return list;
    }

    /// <summary>All entries, in the order they came.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public async Task<IReadOnlyList<string>> Read(CancellationToken cancellationToken) => await Locked(static _ => [], cancellationToken);

    /// <summary>Adds what is not on the list yet. On disk when this returns.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public Task Add(IReadOnlyCollection<string> names, CancellationToken cancellationToken) =>
        Locked(known => [.. names.Except(known, StringComparer.Ordinal)], cancellationToken);

    private async Task<List<string>> Locked(Func<List<string>, string[]> add, CancellationToken cancellationToken)
    {
        await using var file = await Lock(cancellationToken);
        var bytes = new byte[file.Length];
        await file.ReadExactlyAsync(bytes, cancellationToken);
        // What came after the last line's end was being written when its process died, and was never relied on.
        var end = bytes.AsSpan().LastIndexOf((byte)'\n') + 1;
        var lines = Encoding.UTF8.GetString(bytes, 0, end).Split('\n')[..^1];
        var (names, hash) = Check(lines);
        var text = new StringBuilder(lines.Length == 0 ? _first + "\n" : "");
        foreach (var name in add(names))
        {
            names.Add(name);
            hash = Hash(hash, names.Count, name);
            text.Append(CultureInfo.InvariantCulture, $"{names.Count} {name} {hash}\n");
        }

        if (text.Length > 0)
        {
            file.SetLength(end);
            file.Position = end;
            await file.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), cancellationToken);
            file.Flush(flushToDisk: true);
        }

        return names;
    }

    private (List<string> Names, string Hash) Check(string[] lines)
    {
        var names = new List<string>();
        var hash = _first;
        if (lines.Length > 0 && lines[0] != _first)
        {
            throw new InvalidDataException(lines[0].StartsWith(Title, StringComparison.Ordinal)
                ? $"The erasure list {_path} is another hub's. Use the secrets folder of this hub."
                : Damaged(1));
        }

        foreach (var line in lines.Skip(1))
        {
            if (line.Split(' ') is not [var number, var name, var written]
                || number != (names.Count + 1).ToString(CultureInfo.InvariantCulture)
                || written != (hash = Hash(hash, names.Count + 1, name)))
            {
                throw new InvalidDataException(Damaged(names.Count + 2));
            }

            names.Add(name);
        }

        return (names, hash);
    }

    private string Damaged(int line) =>
        $"The erasure list {_path} is damaged at line {line}: restore its newest copy. Without it, what was erased could come back.";

    private static string Hash(string before, int number, string name) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{before} {number} {name}")).AsSpan(0, 8));

    private async Task<FileStream> Lock(CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return new FileStream(_path, options);
            }
            catch (IOException) when (attempt < LockAttempts && File.Exists(_path))
            {
                await Task.Delay(LockPause, _clock, cancellationToken);
            }
        }
    }
}
