using System.Security.Cryptography;
using System.Text;
using Plugin.EventLog.Proving;

namespace Plugin.Vault.Secrets;

/// <summary>
/// The newest checkpoint that a hub has seen of its own log, in a file beside its secrets, so that it does not go back with the database. No
/// secret itself; silos that share the folder write the same file.
/// </summary>
public sealed class CheckpointFiles(string folder) : ICheckpointMemory
{
    public string PathOf(Guid hub) => Path.Combine(folder, $"checkpoint-{hub:D}");

    public async Task<string?> Read(Guid hub, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllTextAsync(PathOf(hub), cancellationToken);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    // Written beside and moved into place: a reader, or a start after a power cut, finds the old one or the new one.
    public async Task Write(Guid hub, string note, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var draft = $"{PathOf(hub)}.{RandomNumberGenerator.GetHexString(8)}";
        await using (var file = new FileStream(draft, FileMode.CreateNew, FileAccess.Write))
        {
            await file.WriteAsync(Encoding.UTF8.GetBytes(note), cancellationToken);
            file.Flush(flushToDisk: true);
        }

        File.Move(draft, PathOf(hub), overwrite: true);
    }
}
