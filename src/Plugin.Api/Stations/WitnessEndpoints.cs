using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Plugin.Api.Authentication;
using Plugin.Api.Http;
using Plugin.Contracts.Audit;
using Plugin.Contracts.Station;
using Plugin.Domain.Alarms;
using Plugin.EventLog.Proving;
using Plugin.Grains;
using Plugin.Grains.Witnessing;
using RaiseAlarm = Plugin.Grains.Alarms.RaiseAlarm;

namespace Plugin.Api.Stations;

/// <summary>What stations say about the log: their signatures under checkpoints, and what they find wrong with it.</summary>
internal static partial class WitnessEndpoints
{
    private const int MaxNote = 4096;
    private const int MaxEvidence = 3;

    private static readonly string[] NotForStations = [AlarmKinds.NodeKey, AlarmKinds.History];

    public static void MapWitnesses(this IEndpointRouteBuilder routes)
    {
        routes.Post(StationRoutes.Cosignatures, Cosign).For(Callers.Node)
            .WithSummary("A node's signature under a checkpoint.")
            .Takes<StationCosignature>().GivesNothing()
            .NeedsNoRule(Because.OwnRuns);
        routes.Post(StationRoutes.Alarms, Raise).For(Callers.Node)
            .WithSummary("The station found something wrong with the log.")
            .Takes<StationAlarm>().GivesNothing()
            .NeedsNoRule(Because.OwnRuns);
    }

    private static async Task<IResult> Cosign(HttpContext http, Witnesses witnesses, CancellationToken cancellationToken)
    {
        var body = (await Body.Read(http, Body.SmallLimit, cancellationToken)).OrMore();
        var note = body.Text("note", MaxNote, required: true);
        if (body.Problems() is { } invalid)
        {
            return invalid;
        }

        var answer = await witnesses.Accept(((NodeCaller)CurrentCaller.Of(http)).Id, note!, cancellationToken);
        return answer.Refusal is { } refusal ? ErrorShapes.Problem(refusal) : TypedResults.NoContent();
    }

    private static async Task<IResult> Raise(HttpContext http, IGrains grains, ILoggerFactory logging, CancellationToken cancellationToken)
    {
        var caller = (NodeCaller)CurrentCaller.Of(http);
        var body = (await Body.Read(http, Body.SmallLimit, cancellationToken)).OrMore();
        var word = body.Text("kind", MaxNote, required: true);
        var evidence = ReadNotes(body);
        AlarmKind? kind = word is null || NotForStations.Contains(word) ? null : AlarmId.KindOf(word);
        if (word is not null && kind is null)
        {
            body.Fail("kind", "Not a kind of alarm that a station raises.");
        }

        if (body.Problems() is { } invalid)
        {
            return invalid;
        }

        var (logger, node, text) = (logging.CreateLogger(typeof(WitnessEndpoints)), caller.Node.Id, AlarmKinds.Texts[word!]);
        Raised(logger, node, text);
        var answer = await grains.Ask(new RaiseAlarm(caller.By(), new AlarmId(kind!.Value, caller.Id), evidence), cancellationToken);
        return answer.Refusal is { } refusal ? ErrorShapes.Problem(refusal) : TypedResults.NoContent();
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "Node {Node} raises an alarm: {Text} GET audit/alarms shows its evidence.")]
    private static partial void Raised(ILogger logger, int node, string text);

    // Only checkpoints: what is recorded for ever has no room for free text.
    private static List<string> ReadNotes(Body body)
    {
        var notes = new List<string>();
        foreach (var item in body.Element("evidence", JsonValueKind.Array, required: true)?.EnumerateArray() ?? default)
        {
            if (notes.Count < MaxEvidence && item.ValueKind == JsonValueKind.String && item.GetString() is { Length: <= MaxNote } note
                && Cosignatures.IsCheckpoint(note))
            {
                notes.Add(note);
            }
            else
            {
                body.Fail("evidence", $"At most {MaxEvidence} checkpoints as signed notes of up to {MaxNote} characters.");
                break;
            }
        }

        return notes;
    }
}
