using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Plugin.Node.Payloads;

namespace Plugin.Node.Proxy;

/// <summary>Results as algorithms get them: plain base64, whether the collaboration is encrypted or not.</summary>
internal sealed class ResultRoutes(HubRelay hub, IPayloads payloads, bool encrypted)
{
    // Lists of results have their logs with them.
    private const int LargestFrame = 64 << 20;

    public async Task Show(HttpContext context)
    {
        using var gone = context.Gone();
        await using var answer = await hub.Ask(context.Question(), gone.Token);
        if (!encrypted || !answer.IsJson || (int)answer.Status != 200)
        {
            await Replies.Pass(context, answer, gone.Token);
            return;
        }

        JsonFrame frame;
        try
        {
            frame = await JsonFrame.Read(answer.Content, LargestFrame, gone.Token);
        }
        catch (Exception e) when (e is JsonException or InvalidDataException)
        {
            await Replies.Say(context, 502, $"What the hub answered cannot be read: {e.Message}");
            return;
        }

        Open(frame);
        Replies.Head(context, answer);
        await frame.Write(context.Response.Body, gone.Token);
    }

    /// <summary>Opens the results in a list, a plain array or a single object.</summary>
    public void Open(JsonFrame frame)
    {
        foreach (var result in (frame.Root as JsonArray ?? (frame.Root as JsonObject)?["data"] as JsonArray) ?? [])
        {
            Open(frame, result);
        }

        Open(frame, frame.Root);
    }

    private void Open(JsonFrame frame, JsonNode? result)
    {
        if (result is not JsonObject fields || fields["result"] is not JsonValue text || frame.ShortText(text) is "" || frame.Text(text) is null
            || fields["blob_storage_used"] is JsonValue uploaded && uploaded.TryGetValue<bool>(out var isUpload) && isUpload)
        {
            return;
        }

        fields["result"] = frame.Late((json, cancellationToken) => Open(frame, text, json, cancellationToken));
    }

    private async Task Open(JsonFrame frame, JsonValue closed, Stream json, CancellationToken cancellationToken)
    {
        using var base64 = new ToBase64Transform();
        await using var encoded = new CryptoStream(json, base64, CryptoStreamMode.Write, leaveOpen: true);
        var opened = new NotedStream(encoded);
        try
        {
            await payloads.Open(frame.Text(closed)!, opened, cancellationToken);
        }
        catch (FormatException) when (!opened.IsWritten)
        {
            // It was closed for another organization, and stays as it is.
            await frame.Text(closed)!.CopyToAsync(json, cancellationToken);
        }
    }
}
