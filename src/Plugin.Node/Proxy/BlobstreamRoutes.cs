using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Plugin.Contracts;
using Plugin.Node.Payloads;

namespace Plugin.Node.Proxy;

/// <summary>
/// Inputs and results that travel by themselves. Algorithms see their bytes; the hub sees what the collaboration's encryption makes of them. An upload waits
/// on the station's disk, closed, until the hub has it, so that the algorithm does not learn of an outage.
/// </summary>
/// <param name="keys">Null in an unencrypted collaboration.</param>
internal sealed class BlobstreamRoutes(HubRelay hub, IPayloads payloads, PublicKeys? keys, Func<Spool> spool)
{
    private const string Bytes = "application/octet-stream";
    private const int OrganizationsAtOnce = 100;

    public async Task Upload(HttpContext context)
    {
        using var gone = context.Gone();
        var publicKey = context.Request.Headers["X-Public-Key"].ToString();
        if (keys is not null && !await IsReceiver(context, publicKey, gone.Token))
        {
            await Replies.Say(context, 400, publicKey.Length == 0
                ? "The collaboration is encrypted: an upload needs the header X-Public-Key, the key of the organization that it is for."
                : "X-Public-Key is not the public key of any organization of this collaboration.");
            return;
        }

        await using var wire = spool();
        await using var body = new MeteredBody(context.Request, context.Caller());
        try
        {
            await payloads.CloseUpload(body, publicKey, wire, gone.Token);
        }
        catch (FormatException e)
        {
            await Replies.Say(context, 400, e.Message);
            return;
        }

        await using var answer = await hub.Ask(context.Question() with { Body = wire, MediaType = Bytes }, gone.Token);
        if (answer.IsJson && (int)answer.Status is 200 or 201 && keys is not null
            && (await JsonSerializer.DeserializeAsync<BlobUploaded>(answer.Content, WireJson.Options, gone.Token))?.Uuid is { } uuid)
        {
            context.Caller().Uploads[uuid.ToLowerInvariant()] = publicKey;
            answer.Content.Position = 0;
        }

        await Replies.Pass(context, answer, gone.Token);
    }

    public async Task Download(HttpContext context)
    {
        using var gone = context.Gone();
        var (refused, wire) = await hub.Open(context.Question(), gone.Token);
        if (refused is not null)
        {
            await using (refused)
            {
                await Replies.Pass(context, refused, gone.Token);
                return;
            }
        }

        await using var closed = wire!;
        context.Response.ContentType = Bytes;
        var opened = new NotedStream(context.Response.Body);
        try
        {
            await payloads.OpenUpload(closed, opened, gone.Token);
        }
        catch (FormatException e) when (!opened.IsWritten)
        {
            await Replies.Say(context, 409, e.Message);
        }
    }

    /// <summary>What leaves can only be closed for somebody of the collaboration.</summary>
    private async Task<bool> IsReceiver(HttpContext context, string publicKey, CancellationToken cancellationToken)
    {
        if (publicKey.Length == 0 || keys!.HasSeen(publicKey))
        {
            return publicKey.Length > 0;
        }

        var collaboration = context.Caller().Attempt.Entry.Grant.CollaborationId;
        for (var page = 1; ; page++)
        {
            await using var answer = await hub.Ask(
                context.Question($"organization?collaboration_id={collaboration}&page={page}&per_page={OrganizationsAtOnce}") with { UserAgent = null },
                cancellationToken);
            if (!answer.IsJson || (int)answer.Status != 200)
            {
                return false;
            }

            var list = await JsonNode.ParseAsync(answer.Content, cancellationToken: cancellationToken);
            foreach (var organization in list?["data"] as JsonArray ?? [])
            {
                keys.Note((int)organization!["id"]!, (string?)organization["public_key"] ?? "");
            }

            if (keys.HasSeen(publicKey) || list?["links"]?["next"] is null)
            {
                return keys.HasSeen(publicKey);
            }
        }
    }
}
