using System.Buffers.Text;
using System.Text.Json;

namespace Plugin.Algorithms.Federation;

/// <summary>What the node says about this run in the token it gave us: the token's object <c>sub</c>. The signature is the node's business.</summary>
internal sealed record ContainerToken(string Bearer, string Image, int CollaborationId, int? StudyId, int? StoreId, JsonElement Databases)
{
    public static ContainerToken Parse(string bearer)
    {
        try
        {
            var token = bearer.Trim();
            var payload = JsonElement.Parse(Base64Url.DecodeFromChars(token.Split('.')[1]));
            var subject = payload.GetProperty("sub");
            return new ContainerToken(
                token,
                subject.GetProperty("image").GetString() ?? throw new FormatException("No image."),
                subject.GetProperty("collaboration_id").GetInt32(),
                OptionalId(subject, "study_id"),
                OptionalId(subject, "store_id"),
                subject.GetProperty("databases"));
        }
        catch (Exception e) when (e is FormatException or JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException)
        {
            throw new AlgorithmFailure("The token file does not hold a container token: its \"sub\" must name image, collaboration_id and databases.", e);
        }
    }

    private static int? OptionalId(JsonElement subject, string name) =>
        subject.TryGetProperty(name, out var id) && id.ValueKind == JsonValueKind.Number ? id.GetInt32() : null;
}
