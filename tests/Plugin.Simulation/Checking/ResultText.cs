using System.Text;
using Plugin.Vault.Blobs;

namespace Plugin.Simulation.Checking;

/// <summary>A result as an algorithm wrote it; on its way it is base64.</summary>
internal static class ResultText
{
    public static async Task<string?> Of(BlobStore blobs, string id) =>
        (await blobs.ReadMany([id], default)).TryGetValue(id, out var found)
            ? Encoding.UTF8.GetString(Convert.FromBase64String(Encoding.UTF8.GetString(found.Bytes!.Value.Span)))
            : null;
}
