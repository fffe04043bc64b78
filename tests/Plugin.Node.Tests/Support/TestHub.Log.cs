using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Plugin.Contracts.Audit;
using Plugin.Contracts.Station;

namespace Plugin.Node.Tests.Support;

internal sealed partial class TestHub
{
    private readonly List<string> _cosigned = [];
    private readonly List<StationAlarm> _alarms = [];

    /// <summary>What it shows from now on.</summary>
    public HubLog? Log { get; set; }

    public IReadOnlyList<string> Cosigned
    {
        get
        {
            lock (_lock)
            {
                return [.. _cosigned];
            }
        }
    }

    public IReadOnlyList<StationAlarm> Alarms
    {
        get
        {
            lock (_lock)
            {
                return [.. _alarms];
            }
        }
    }

    /// <summary>Tells every connected station of the log as it is.</summary>
    public void Announce() => Change(() => { }, () => new FeedCheckpoint(Cursor, Log!.News()));

    private static void MapLog(WebApplication app, TestHub hub)
    {
        app.MapGet("/api/audit/key", () => Results.Text($"{hub.Log!.Key}\n"));
        app.MapGet("/api/audit/proofs/consistency", (int from, int to) => hub.Log!.Consistency(from, to) is { } proof
            ? Json(new ConsistencyProof("", from, to, [.. proof.Select(Convert.ToHexStringLower)]))
            : Results.Problem("There is no such proof.", statusCode: 400));
        app.MapPost("/api/station/cosignatures", (StationCosignature signed) =>
        {
            hub.Change(() => hub._cosigned.Add(signed.Note));
            return Results.NoContent();
        });
        app.MapPost("/api/station/alarms", (StationAlarm alarm) =>
        {
            hub.Change(() => hub._alarms.Add(alarm));
            return Results.NoContent();
        });
    }
}
