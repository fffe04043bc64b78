using System.Buffers.Binary;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Plugin.Api.Authentication;
using Plugin.Api.Http;
using Plugin.Contracts.Audit;
using Plugin.Domain;
using Plugin.Domain.Access;
using Plugin.EventLog;
using Plugin.EventLog.Entries;
using Plugin.EventLog.Exporting;
using Plugin.EventLog.Proving;
using Plugin.ReadModels.Replay;

namespace Plugin.Api.Audit;

/// <summary>
/// Entries of the log in bulk, for auditors, see <see cref="AuditRoutes"/>. Events are as they were hashed, and contents are not among them, so
/// nothing goes out here that has to be put on record as read.
/// </summary>
internal static class ExportEndpoints
{
    public static void MapExports(this IEndpointRouteBuilder routes)
    {
        routes.Get("audit/export", Export).For(Callers.User)
            .WithSummary("A file of events with their proof.")
            .Asks(id: "task", number: "from to").GivesContent("application/zip")
            .Needs(Operation.Receive, Resource.Event, Scope.Global);
        routes.Get("audit/tile/entries/{**tile}", Entries).For(Callers.User)
            .WithSummary("A bundle of entries, as C2SP tlog-tiles has them.")
            .GivesContent("application/octet-stream")
            .Needs(Operation.Receive, Resource.Event, Scope.Global);
    }

    private static async Task<IResult> Export(HttpContext http, IStore store, CheckpointMaker maker, CancellationToken cancellationToken)
    {
        if (Auditors.Refuse(http) is { } refused)
        {
            return refused;
        }

        var (task, from, to) = (http.Request.Query["task"], http.Request.Query["from"], http.Request.Query["to"]);
        try
        {
            // Whoever asks for the end of the log means its end now.
            await maker.Make(cancellationToken);
            if (task is [{ } wanted])
            {
                return !int.TryParse(wanted, out var id) || from.Count + to.Count > 0 ? Unclear()
                    : await TaskExport.Of(store, new TaskId(id), cancellationToken) is not ({ } thing, { } checkpoint)
                        ? ErrorShapes.Problem(StatusCodes.Status404NotFound, "task.missing", $"There is no task {id}.")
                        : Streamed(new LogExport(store, thing, checkpoint, open: null), $"{thing.Stream}.zip", cancellationToken);
            }

            var (first, last) = (1L, 0L);
            if ((from is [{ } f] && !long.TryParse(f, out first)) || (to is [{ } t] && !long.TryParse(t, out last)))
            {
                return Unclear();
            }

            var (scope, covered) = await LogExport.OfRange(store, first, to is [_] ? last : null, cancellationToken);
            return Streamed(new LogExport(store, scope, covered, open: null), $"events-{scope.From}-{scope.To}.zip", cancellationToken);
        }
        catch (ArgumentException e)
        {
            return ErrorShapes.Problem(StatusCodes.Status400BadRequest, "export.invalid", e.Message);
        }
    }

    // A bundle has as many entries as its tile has hashes; each has its length before it, in two bytes.
    private static async Task<IResult> Entries(HttpContext http, string? tile, IEventLog log, CancellationToken cancellationToken)
    {
        if (Auditors.Refuse(http) is { } refused)
        {
            return refused;
        }

        if (TilePath.Parse(tile ?? "") is not { } path)
        {
            return ErrorShapes.Problem(
                StatusCodes.Status404NotFound, "tile.missing", "A bundle of entries is named as in C2SP tlog-tiles, for example x001/234 or 000.p/17.");
        }

        var events = await log.Read(path.Index * LogTree.Width, path.Width, cancellationToken);
        if (events.Count < path.Width)
        {
            return ErrorShapes.Problem(StatusCodes.Status404NotFound, "tile.missing", "The log has no such bundle, or not so much of it yet.");
        }

        var bundle = new MemoryStream();
        var length = new byte[2];
        foreach (var stored in events)
        {
            var entry = Entry.Encode(stored);
            BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)entry.Length);
            bundle.Write(length);
            bundle.Write(entry);
        }

        return Results.Bytes(bundle.ToArray(), "application/octet-stream");
    }

    // A failure on the way breaks the file off, and a file that breaks off is found to be bad.
    private static IResult Streamed(LogExport export, string name, CancellationToken cancellationToken) => Results.Stream(
        output => export.Write(output, cancellationToken), "application/zip", name);

    private static IResult Unclear() => ErrorShapes.Problem(
        StatusCodes.Status400BadRequest, "export.invalid", "Ask for task=ID, or for from= and to=, which are positions of the log.");
}
