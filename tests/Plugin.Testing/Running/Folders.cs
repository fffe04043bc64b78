namespace Plugin.Testing.Running;

/// <summary>What tests make on disk.</summary>
public static class Folders
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Removes a folder. An algorithm that its station left behind may be writing its last files there.</summary>
    public static Task Remove(string folder) => Eventually.Get(
        () =>
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (IOException) when (Directory.Exists(folder))
            {
                return Task.FromResult<string?>(null);
            }
            catch (DirectoryNotFoundException)
            {
                // Somebody else removed it.
            }

            return Task.FromResult<string?>("gone");
        },
        Patience, () => $"the end of {folder}, where there is still {string.Join(", ", Directory.EnumerateFileSystemEntries(folder).Take(10))}");
}
