using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Plugin.Api.Authentication;
using Plugin.Api.Http;
using Plugin.Contracts.Audit;
using Plugin.Domain;
using Plugin.Domain.Generations;
using Plugin.EventLog;
using Plugin.EventLog.Proving;
using Plugin.Grains.Witnessing;

namespace Plugin.Api.Audit;

/// <summary>
/// What lets anyone signed in check the log without trusting the hub, see <see cref="AuditRoutes"/>. Hashes tell nothing about events:
/// each leaf has a random salt in it.
/// </summary>
internal static class ProofEndpoints
{
    public static void MapProofs(this IEndpointRouteBuilder routes)
    {
        routes.Get(AuditRoutes.Checkpoint, Show).For(Callers.User | Callers.Node)
            .WithSummary("The newest checkpoint or that of a size, as a C2SP signed note.")
            .Asks(number: "size").GivesContent("text/plain")
            .NeedsNoRule(Because.Proof);
        routes.Post(AuditRoutes.Checkpoint, Make).For(Callers.User | Callers.Node)
            .WithSummary("Makes a checkpoint of the log as it is.")
            .GivesContent("text/plain")
            .NeedsNoRule(Because.Proof);
        routes.Get(AuditRoutes.Generations, Opened).For(Callers.User | Callers.Node)
            .WithSummary("The generations of the log after its first.")
            .Gives<LogGeneration[]>()
            .NeedsNoRule(Because.Proof);
        routes.Get(AuditRoutes.Key, Key).For(Callers.User | Callers.Node)
            .WithSummary("The key that verifies the hub's signature.")
            .GivesContent("text/plain")
            .NeedsNoRule(Because.Proof);
        routes.Get(AuditRoutes.Keys, Keys).For(Callers.User | Callers.Node)
            .WithSummary("The keys of hub and nodes, one a line.")
            .GivesContent("text/plain")
            .NeedsNoRule(Because.Proof);
        routes.Get("audit/tile/{level:int:range(0,63)}/{**tile}", Tile).For(Callers.User | Callers.Node)
            .WithSummary("A tile of hashes, as C2SP tlog-tiles has them.")
            .GivesContent("application/octet-stream")
            .NeedsNoRule(Because.Proof);
        routes.Get("audit/proofs/inclusion", Inclusion).For(Callers.User | Callers.Node)
            .WithSummary("That an event is in the log.")
            .Asks(number: "position size", required: "position size").Gives<InclusionProof>()
            .NeedsNoRule(Because.Proof);
        routes.Get("audit/proofs/consistency", Consistency).For(Callers.User | Callers.Node)
            .WithSummary("That a log begins with a smaller one.")
            .Asks(number: "from to", required: "from to").Gives<ConsistencyProof>()
            .NeedsNoRule(Because.Proof);
    }

    private static async Task<IResult> Show(
        HttpContext http, IStore store, CheckpointMaker maker, Witnesses witnesses, CancellationToken cancellationToken)
    {
        if (http.Request.Query["size"] is not [{ } text, ..])
        {
            var newest = await store.Proof.NewestCheckpoint(cancellationToken) ?? await maker.Make(cancellationToken);
            return Note(await witnesses.Note(newest, cancellationToken));
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            && await witnesses.Note(size, cancellationToken) is { } note
            ? Note(note)
            : ErrorShapes.Problem(StatusCodes.Status404NotFound, "checkpoint.missing", "There is no checkpoint of such a size.");
    }

    private static async Task<IResult> Make(CheckpointMaker maker, Witnesses witnesses, CancellationToken cancellationToken) =>
        Note(await witnesses.Note(await maker.Make(cancellationToken), cancellationToken));

    private static async Task<IResult> Opened(IEventLog log, CancellationToken cancellationToken)
    {
        var generations = new List<LogGeneration>();
        for (var generation = 2; generation <= log.Origin.Generation; generation++)
        {
            foreach (var stored in await log.ReadStream(GenerationOpening.Stream(generation), 0, cancellationToken))
            {
                var opened = (GenerationOpened)EventCodec.Decode(stored.Name, stored.Data.Span);
                var by = JsonElement.Parse(stored.Metadata.Span).GetProperty("actor").GetString()!;
                generations.Add(new LogGeneration(
                    generation, (log.Origin with { Generation = generation }).ToString(), stored.Position, stored.At, by, opened.Last?.Note));
            }
        }

        return Answers.Ok(generations);
    }

    private static IResult Key(CheckpointMaker maker) => Results.Text($"{maker.Key}\n", "text/plain");

    private static async Task<IResult> Keys(CheckpointMaker maker, Witnesses witnesses, CancellationToken cancellationToken) => Results.Text(
        string.Concat((await witnesses.Keys(cancellationToken)).Prepend(maker.Key).Select(key => $"{key}\n")), "text/plain");

    private static async Task<IResult> Tile(
        int level, string? tile, IEventLog log, CheckpointMaker maker, CancellationToken cancellationToken)
    {
        if (TilePath.Parse(tile ?? "") is not { } path)
        {
            return ErrorShapes.Problem(
                StatusCodes.Status404NotFound, "tile.missing", "A tile is named as in C2SP tlog-tiles, for example 0/x001/234 or 1/000.p/17.");
        }

        var head = await log.Head(cancellationToken);
        return await maker.Tree.Tile(level, path.Index, path.Width, head, cancellationToken) is { } hashes
            ? Results.Bytes(hashes, "application/octet-stream")
            : ErrorShapes.Problem(
                StatusCodes.Status404NotFound, "tile.missing", $"The log of {head} events has no such tile, or not so much of it yet.");
    }

    private static async Task<IResult> Inclusion(
        HttpContext http, IStore store, CheckpointMaker maker, CancellationToken cancellationToken)
    {
        var head = await store.Log.Head(cancellationToken);
        if (Sizes(http, "position", "size", head) is not ({ } position and >= 1, { } size))
        {
            return ErrorShapes.Problem(
                StatusCodes.Status400BadRequest, "proof.invalid", $"position is from 1 to size, and size at most {head}, the events of the log.");
        }

        var path = await maker.Tree.InclusionProof(position - 1, size, cancellationToken);
        var leaf = await store.Proof.Leaves(position - 1, 1, cancellationToken);
        return Answers.Ok(new InclusionProof(store.Log.Origin.ToString(), position, size, Hex(leaf[0]), [.. path.Select(Hex)]));
    }

    private static async Task<IResult> Consistency(
        HttpContext http, IEventLog log, CheckpointMaker maker, CancellationToken cancellationToken)
    {
        var head = await log.Head(cancellationToken);
        if (Sizes(http, "from", "to", head) is not ({ } from, { } to))
        {
            return ErrorShapes.Problem(
                StatusCodes.Status400BadRequest, "proof.invalid", $"from is from 0 to the size in to, and that at most {head}, the events of the log.");
        }

        var proof = await maker.Tree.ConsistencyProof(from, to, cancellationToken);
        return Answers.Ok(new ConsistencyProof(log.Origin.ToString(), from, to, [.. proof.Select(Hex)]));
    }

    // Two numbers in order, the larger at most as large as the log.
    private static (long? Smaller, long? Larger) Sizes(HttpContext http, string smaller, string larger, long head) =>
        long.TryParse(http.Request.Query[smaller], out var small) && long.TryParse(http.Request.Query[larger], out var large)
            && small >= 0 && small <= large && large <= head
            ? (small, large)
            : (null, null);

    private static IResult Note(string note) => Results.Text(note, "text/plain", System.Text.Encoding.UTF8);

    private static string Hex(byte[] hash) => Convert.ToHexStringLower(hash);
}
