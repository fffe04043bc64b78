using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;

namespace Plugin.Load;

/// <summary>Orders of tasks whose every input is another 1 kB of base64.</summary>
public static class TaskOrders
{
    public const string Image = "harbor.example.org/algorithms/average@sha256:8f14e45fceea167a5a36dedd4bea2543c4ca4238a0b923820dcc509a6f75849b";
    private const int InputCharacters = 1000;

    public static ReadOnlyMemory<byte> Of(int collaboration, IReadOnlyList<int> organisations)
    {
        var buffer = new ArrayBufferWriter<byte>(1200 * organisations.Count + 400);
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true });
        json.WriteStartObject();
        json.WriteString("name", "Average age");
        json.WriteString("description", "The mean age of all patients of the cohort, by hospital.");
        json.WriteString("image", Image);
        json.WriteNumber("collaboration_id", collaboration);
        json.WriteStartArray("databases");
        json.WriteStartObject();
        json.WriteString("label", "default");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartArray("organizations");
        foreach (var organisation in organisations)
        {
            json.WriteStartObject();
            json.WriteNumber("id", organisation);
            json.WriteBase64String("input", RandomNumberGenerator.GetBytes(InputCharacters / 4 * 3));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }
}
