using System.Globalization;
using System.Net;
using Plugin.Client;
using Plugin.Contracts.Audit;
using Plugin.Contracts.Station;
using Plugin.Proofs;

namespace Plugin.Node.Witnessing;

/// <summary>What the station makes of one piece of news about the hub's log, from what it knew before. Changes nothing.</summary>
internal sealed partial class Judgement(StationParts parts, WitnessState state)
{
    private static readonly TimeSpan AloneAtMost = TimeSpan.FromHours(1);

    private readonly List<Doubt> _asides = [];

    /// <summary>The state that follows when the checkpoint is good, null when it is not; and everything that is wrong.</summary>
    /// <exception cref="HubException">The hub is away.</exception>
    public async Task<(WitnessState? Next, IReadOnlyList<Doubt> Doubts)> Of(CheckpointNews news, int node, CancellationToken cancellationToken)
    {
        var (key, shown, unreadable) = await Read(news, cancellationToken);
        if (unreadable is not null)
        {
            return (null, [unreadable]);
        }

        var next = state with { HubKey = key.ToString() };
        var name = LogName.Parse(shown.Origin);
        if (name.Generation != state.Generation)
        {
            if (Generation(name, key, news) is { } doubt)
            {
                return (null, [doubt]);
            }

            next = next with
            {
                Generation = name.Generation,
                Kept = null,
                Former = state.Kept is null ? state.Former : state.Former.Add(state.Kept),
                WitnessedSize = 0,
                AloneSince = null,
            };
        }

        var kept = next.KeptCheckpoint;
        if (kept is not null && await Contradicts(kept, shown, news.Note, cancellationToken) is { } contradiction)
        {
            return (null, [contradiction]);
        }

        if (kept is null || shown.Size > kept.Size)
        {
            next = next with { Kept = news.Note };
        }

        var (witnessed, doubtful) = await Others(news, key, shown, kept, node, next, cancellationToken);
        return doubtful is null ? (Company(witnessed, news), _asides) : (null, [.. _asides, doubtful]);
    }

    private async Task<(NoteKey Key, Checkpoint Shown, Doubt? Unreadable)> Read(CheckpointNews news, CancellationToken cancellationToken)
    {
        try
        {
            var key = parts.Witness.HubKey
                ?? NoteKey.Parse(state.HubKey ?? await parts.Hub.LogKey(cancellationToken));
            var note = SignedNote.Parse(news.Note);
            var shown = Checkpoint.Parse(note.Text);
            var (log, known) = (LogName.Parse(shown.Origin), LogName.Parse(key.Name));
            if (log.Hub != known.Hub)
            {
                return (key, shown, new Doubt(
                    AlarmKinds.OtherLog, $"The hub shows the log {shown.Origin}, but this station belongs to {key.Name}.", [.. Kept, news.Note]));
            }

            var signer = key.Named(shown.Origin);
            return (key, shown, note.IsSignedBy(signer) ? null : Unsigned(note, signer, news.Note));
        }
        catch (FormatException e)
        {
            return (null!, null!, new Doubt(
                AlarmKinds.Signature, $"What the hub gives for a checkpoint or for its key cannot be read: {e.Message}", [.. Kept, news.Note]));
        }
    }

    private Doubt Unsigned(SignedNote note, NoteKey signer, string shown) => note.Signatures.Any(s => s.KeyId.Span.SequenceEqual(signer.Id.Span))
        ? new Doubt(AlarmKinds.Signature, "The hub's signature under its checkpoint is wrong.", [.. Kept, shown])
        : new Doubt(
            AlarmKinds.HubKey,
            $"The hub signs its log with another key than the one that this station knows ({signer}). If its operator says that this is meant, give the new key as hub.log_key in the configuration.",
            [.. Kept, shown]);

    private Doubt? Generation(LogName shown, NoteKey key, CheckpointNews news)
    {
        var configured = parts.Witness.HubKey is null ? 0 : LogName.Parse(key.Name).Generation;
        if (state.Generation == 0 && configured == 0)
        {
            return null;
        }

        if (shown.Generation < state.Generation)
        {
            return new Doubt(
                AlarmKinds.Shrunk, Line($"The hub shows generation {shown.Generation} of its log; this station has seen generation {state.Generation}."),
                [.. Kept, news.Note]);
        }

        return shown.Generation <= Math.Max(configured, parts.Witness.AcceptedGeneration())
            ? null
            : new Doubt(
                AlarmKinds.Generation,
                Line($"The hub's log goes on in generation {shown.Generation}: it was restored to the past, and this station has accepted {Math.Max(configured, state.Generation)} only. It works on, but signs nothing until its operator has asked why and accepts: Plugin.Station --config FILE --accept-generation {shown.Generation}."),
                [.. Kept, news.Note]);
    }

    private async Task<Doubt?> Contradicts(Checkpoint kept, Checkpoint shown, string note, CancellationToken cancellationToken)
    {
        var (older, newer) = kept.Size <= shown.Size ? (kept, shown) : (shown, kept);
        return await Proven(older, newer, cancellationToken) switch
        {
            true => null,
            // An answer that took long may be of a time before the checkpoint that is kept, so being smaller is no sin; having lost events is.
            null when shown.Size < kept.Size => new Doubt(
                AlarmKinds.Shrunk,
                $"The hub's log has become shorter: {About(shown)} is shown, {About(kept)} was kept, and the hub cannot tell how it got there. Events were removed.",
                state.Kept!, note),
            _ => new Doubt(
                AlarmKinds.Fork,
                $"The hub's log does not continue what this station has kept of it: {About(kept)} was kept, {About(shown)} is shown. Its past was changed, or there are two of it. This station signs nothing more of it.",
                state.Kept!, note),
        };
    }

    /// <summary>Null when the hub gives no proof.</summary>
    private async Task<bool?> Proven(Checkpoint older, Checkpoint newer, CancellationToken cancellationToken)
    {
        IReadOnlyList<byte[]> proof = [];
        if (older.Size != newer.Size && older.Size != 0)
        {
            try
            {
                proof = await parts.Hub.Consistency(older.Size, newer.Size, cancellationToken);
            }
            catch (HubException e) when (e.IsRefusal())
            {
                return null;
            }
        }

        return proof.All(hash => hash.Length == MerkleTree.HashSize)
            && ProofCheck.Extends(older.Size, older.Root.ToArray(), newer.Size, newer.Root.ToArray(), proof);
    }

    private IEnumerable<string> Kept => state.Kept is { } kept ? [kept] : [];

    private static string About(Checkpoint checkpoint) =>
        Line($"one of {checkpoint.Size} events with root {Convert.ToBase64String(checkpoint.Root.Span)}");

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

internal static class Refusals
{
    /// <summary>The hub understood and said no: asking again changes nothing.</summary>
    public static bool IsRefusal(this HubException e) =>
        e.Status is HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.Conflict or HttpStatusCode.UnprocessableEntity;
}
