namespace Plugin.Vault.Blobs;

/// <summary>
/// Contents that clients upload by themselves before they order anything, and name by a UUID afterwards. The UUID is in the content's id, so
/// whoever sees the id of an input or result knows that it came this way.
/// </summary>
public static class StreamedContent
{
    /// <summary>What such contents are uploaded for, see <see cref="BlobStore.IsFor"/>.</summary>
    public const string Purpose = "stream";

    public static bool Is(string id) => BlobStore.IsFor(id, Purpose);

    /// <summary>The UUID of a content that <see cref="Is"/> one.</summary>
    public static string UuidOf(string id) => Guid.ParseExact(id[(Purpose.Length + 1)..], "N").ToString("D");

    /// <summary>The content's id; null when the text is no UUID.</summary>
    public static string? IdOf(string uuid) => Guid.TryParseExact(uuid, "D", out var value) ? $"{Purpose}.{value:N}" : null;
}
