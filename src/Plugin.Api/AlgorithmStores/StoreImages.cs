using System.Text.Json;
using System.Text.RegularExpressions;
using Plugin.Api.Outbound;

namespace Plugin.Api.AlgorithmStores;

/// <summary>What a store says an image is.</summary>
internal static partial class StoreImages
{
    private const int MaxImage = 1024;

    public static async Task<StoreImage> Find(
        this StoreClient stores, StoreCall call, string image, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await stores.Algorithms(call, image, cancellationToken);
            return answer.Status != 200 ? new StoreImage.Refused($"The algorithm store does not give '{image}'. {answer.Message}")
                : First(answer.Body) is { } first ? Read(first)
                : new StoreImage.Refused($"The algorithm store has no approved algorithm '{image}'.");
        }
        catch (OutboundRefusedException e)
        {
            return new StoreImage.Refused(e.Message);
        }
        catch (HttpRequestException)
        {
            return new StoreImage.Refused("The algorithm store cannot be reached; try again later, or without store_id.");
        }
    }

    private static JsonElement? First(JsonElement? body) =>
        body is { ValueKind: JsonValueKind.Object } page && page.TryGetProperty("data", out var data)
        && data.ValueKind == JsonValueKind.Array && data.GetArrayLength() > 0
            ? data[0]
            : null;

    private static StoreImage Read(JsonElement algorithm)
    {
        if (StoreAnswer.Text(algorithm, "image") is not { Length: > 0 and <= MaxImage } name || name.Any(c => c <= ' '))
        {
            return new StoreImage.Refused("The algorithm store's answer names no image.");
        }

        return StoreAnswer.Text(algorithm, "digest") is not { Length: > 0 } digest ? new StoreImage.Undigested(name)
            : !Digest().IsMatch(digest) ? new StoreImage.Refused("The algorithm store's answer has a digest that is none.")
            : new StoreImage.Digested(name.Contains('@', StringComparison.Ordinal) ? name : $"{name}@{digest}");
    }

    [GeneratedRegex("^[a-z0-9]+(?:[+._-][a-z0-9]+)*:[0-9a-fA-F]{32,128}$")]
    private static partial Regex Digest();
}

internal abstract record StoreImage
{
    private StoreImage()
    {
    }

    /// <summary>The store vouches for exactly these bytes.</summary>
    public sealed record Digested(string Image) : StoreImage;

    /// <summary>The store knows the name only, so it vouches for nothing.</summary>
    public sealed record Undigested(string Image) : StoreImage;

    public sealed record Refused(string Reason) : StoreImage;
}
