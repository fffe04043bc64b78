namespace Plugin.Cli;

/// <summary>Files with passwords and keys: only their owner may read them, from their first byte on.</summary>
internal static class PrivateFile
{
    public static FileStream Create(string path)
    {
        // The mode counts only for a file that is created.
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }
}
