using System.Text.RegularExpressions;

namespace Plugin.Node.Configuration;

/// <summary>Values that stand elsewhere: <c>${NAME}</c> is an environment variable, <c>${file:PATH}</c> what a file holds.</summary>
internal static partial class Secrets
{
    /// <exception cref="FormatException">One of them is not there.</exception>
    public static string Fill(string text, string home, Action<string> used) => Place.Replace(text, match =>
    {
        var name = match.Groups["name"].Value;
        if (!name.StartsWith("file:", StringComparison.Ordinal))
        {
            return Environment.GetEnvironmentVariable(name)
                ?? throw new FormatException($"takes its value from the environment variable {name}, which is not set");
        }

        var file = Path.GetFullPath(name["file:".Length..], home);
        used(file);
        return Read(file);
    });

    /// <exception cref="FormatException">It cannot be read, or there is nothing in it.</exception>
    public static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file).Trim() is { Length: > 0 } text ? text : throw new FormatException($"names an empty file: {file}");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new FormatException($"names a file that does not exist: {file}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FormatException($"names a file that cannot be read: {e.Message.TrimEnd('.')}", e);
        }
    }

    /// <summary>What somebody else on this machine may do with the file, in words; null when nobody may do anything.</summary>
    public static string? OpenTo(string file)
    {
        const UnixFileMode others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        const UnixFileMode group = UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
        if (OperatingSystem.IsWindows() || !File.Exists(file))
        {
            return null;
        }

        var mode = File.GetUnixFileMode(file);
        return (mode & others) != 0 ? "every user of this machine" : (mode & group) != 0 ? "the members of its group" : null;
    }

    [GeneratedRegex(@"\$\{(?<name>[^}]+)\}")]
    private static partial Regex Place { get; }
}
