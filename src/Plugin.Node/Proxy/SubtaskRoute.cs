using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Plugin.Client;
using Plugin.Client.Payloads;
using Plugin.Node.Configuration;
using Plugin.Node.Payloads;

namespace Plugin.Node.Proxy;

/// <summary>
/// <c>POST /task</c>: an algorithm's order to other organizations. Within the station's limits it goes on exactly once, each input closed for the
/// organization that will read it.
/// </summary>
/// <param name="keys">Null in an unencrypted collaboration.</param>
internal sealed partial class SubtaskRoute(
    HubRelay hub, SubtaskPosts posts, IPayloads payloads, PublicKeys? keys, ProxyConfig limits, Func<Spool> spool, ILogger log)
{
    private const int LargestFrame = 4 << 20;

    /// <exception cref="BadHttpRequestException">It is no order, or one beyond the limits.</exception>
    public async Task Create(HttpContext context)
    {
        var attempt = context.Caller().Attempt;
        using var gone = context.Gone();
        await using var body = spool();
        var hash = await Receive(context, body, gone.Token);
        var order = await Read(body, gone.Token);
        if (context.Caller().IsOutOfSubtasks)
        {
            throw TooMany();
        }

        // The hub takes subtasks of active attempts only.
        await attempt.Told.WaitAsync(gone.Token);
        if (await Depth(context, gone.Token) >= limits.Depth)
        {
            throw new BadHttpRequestException($"This run may not post subtasks: the station lets tasks be nested {limits.Depth} deep.", StatusCodes.Status403Forbidden);
        }

        var post = await posts.Begin(attempt, hash);
        var answered = false;
        try
        {
            if (post.Ordinal > limits.Subtasks)
            {
                context.Caller().IsOutOfSubtasks = true;
                throw TooMany();
            }

            await using var closed = keys is null ? null : await Close(context, order, gone.Token);
            await using var answer = await hub.Ask(context.Question("task") with { Body = closed ?? body, IdempotencyKey = post.Key }, gone.Token);
            await Replies.Pass(context, answer, gone.Token);
            await context.Response.CompleteAsync();
            answered = true;
            SubtaskPosted(log, attempt.Id.Run, post.Ordinal, order.Inputs.Count, body.Length, hash, (int)answer.Status);
        }
        finally
        {
            await posts.End(post, answered);
        }
    }

    private static async Task<string> Receive(HttpContext context, Spool body, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[64 * 1024];
        await using var metered = new MeteredBody(context.Request, context.Caller());
        for (int read; (read = await metered.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            hash.AppendData(buffer.AsSpan(0, read));
            await body.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static async Task<Order> Read(Spool body, CancellationToken cancellationToken)
    {
        try
        {
            var frame = await JsonFrame.Read(body, LargestFrame, cancellationToken);
            return (frame.Root as JsonObject)?["organizations"] is JsonArray organizations
                ? new Order(frame, [.. organizations.Select(o => InputOf(frame, o))])
                : throw new BadHttpRequestException("A subtask needs 'organizations', a list.");
        }
        catch (JsonException e)
        {
            throw new BadHttpRequestException($"The body is not JSON: {e.Message}", e);
        }
        catch (InvalidDataException e)
        {
            throw new BadHttpRequestException(e.Message, StatusCodes.Status413PayloadTooLarge, e);
        }
    }

    private static Input InputOf(JsonFrame frame, JsonNode? organization) =>
        organization is JsonObject fields && fields["id"] is JsonValue id && id.TryGetValue<int>(out var receiver) && frame.Text(fields["input"]) is not null
            ? new Input(receiver, fields, fields["input"]!)
            : throw new BadHttpRequestException("Each organization of a subtask needs 'id', a number, and 'input', a text.");

    /// <summary>The order as the hub gets it. Kept whole, because closing the inputs again would make other bytes of them.</summary>
    private async Task<Spool> Close(HttpContext context, Order order, CancellationToken cancellationToken)
    {
        foreach (var input in order.Inputs)
        {
            if (order.Frame.ShortText(input.Text) is { } text && Guid.TryParseExact(text, "D", out _))
            {
                await CheckUpload(context, input.Organization, text, cancellationToken);
                continue;
            }

            await Learn(input.Organization, cancellationToken);
            input.Fields["input"] = order.Frame.Late((json, ct) => Close(order.Frame, input, json, ct));
        }

        var closed = spool();
        try
        {
            await order.Frame.Write(closed, cancellationToken);
            return closed;
        }
        catch
        {
            await closed.DisposeAsync();
            throw;
        }
    }

    private async Task Close(JsonFrame frame, Input input, Stream json, CancellationToken cancellationToken)
    {
        try
        {
            await using var plain = PayloadEnvelope.Decoding(frame.Text(input.Text)!);
            await payloads.Close(plain, input.Organization, json, cancellationToken);
        }
        catch (FormatException e)
        {
            throw new BadHttpRequestException($"The input for organization {input.Organization} cannot be sent: {e.Message}", e);
        }
    }

    private async Task Learn(int organization, CancellationToken cancellationToken)
    {
        try
        {
            await hub.Insist(() => payloads.Learn(organization, cancellationToken), cancellationToken);
        }
        catch (Exception e) when (e is FormatException or HubException)
        {
            throw new BadHttpRequestException($"The input for organization {organization} cannot be sent: {e.Message}", e);
        }
    }

    private async Task CheckUpload(HttpContext context, int organization, string uuid, CancellationToken cancellationToken)
    {
        // One of before the agent's start is not known any more.
        if (context.Caller().Uploads.TryGetValue(uuid.ToLowerInvariant(), out var key))
        {
            await Learn(organization, cancellationToken);
            if (key == await keys!.Of(organization, cancellationToken))
            {
                return;
            }

            throw new BadHttpRequestException($"The upload {uuid} is closed for another organization than {organization}.");
        }
    }

    /// <summary>How many tasks are above the run's own, as far as it matters.</summary>
    private async Task<int> Depth(HttpContext context, CancellationToken cancellationToken)
    {
        var (caller, depth) = (context.Caller(), 0);
        for (var parent = caller.Depth is null ? caller.Attempt.Entry.Grant.ParentTaskId : null; parent is { } id && ++depth < limits.Depth;)
        {
            await using var answer = await hub.Ask(context.Question($"task/{id}") with { UserAgent = null }, cancellationToken);
            if (!answer.IsJson || (int)answer.Status != 200)
            {
                throw new BadHttpRequestException($"The station cannot find out how deep this run's task is nested: the hub answered {(int)answer.Status} for task {id}.", StatusCodes.Status403Forbidden);
            }

            parent = (int?)(await JsonNode.ParseAsync(answer.Content, cancellationToken: cancellationToken))?["parent"]?["id"];
        }

        return caller.Depth ??= depth;
    }

    private BadHttpRequestException TooMany() =>
        new($"This run has posted {limits.Subtasks} subtasks, as many as the station lets one run post.", StatusCodes.Status403Forbidden);

    [LoggerMessage(Level = LogLevel.Information, Message = "Run {Run} posted its subtask {Ordinal} for {Organizations} organizations ({Bytes} bytes, SHA-256 {Hash}); the hub answered {Status}.")]
    private static partial void SubtaskPosted(ILogger log, int run, int ordinal, int organizations, long bytes, string hash, int status);

    private sealed record Order(JsonFrame Frame, IReadOnlyList<Input> Inputs);

    private sealed record Input(int Organization, JsonObject Fields, JsonNode Text);
}
