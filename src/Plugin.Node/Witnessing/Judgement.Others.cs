using Plugin.Contracts.Audit;
using Plugin.Contracts.Station;
using Plugin.Proofs;

namespace Plugin.Node.Witnessing;

internal sealed partial class Judgement
{
    /// <summary>
    /// What other nodes have signed has to be how the shown checkpoint begins: who shows each node a log of its own cannot show them each other's
    /// signatures.
    /// </summary>
    private async Task<(WitnessState Next, Doubt? Doubt)> Others(
        CheckpointNews news, NoteKey hub, Checkpoint shown, Checkpoint? kept, int node, WitnessState next, CancellationToken cancellationToken)
    {
        if (news.Witnessed is null)
        {
            return (next, null);
        }

        try
        {
            var note = SignedNote.Parse(news.Witnessed);
            var witnessed = Checkpoint.Parse(note.Text);
            if (witnessed.Origin != shown.Origin || witnessed.Size > shown.Size)
            {
                return (next, null);
            }

            var name = LogName.Parse(shown.Origin);
            var signers = news.Keys.Select(NoteKey.Parse).Where(key => key.Name != name.NodeName(node) && note.Signatures.Any(s => s.Name == key.Name)).ToList();
            if (!note.IsSignedBy(hub.Named(witnessed.Origin)) || signers.Find(key => !note.IsSignedBy(key)) is not null)
            {
                return (next, new Doubt(
                    AlarmKinds.Signature, "A signature under the checkpoint that other nodes have signed is wrong.", [.. Kept, news.Note, news.Witnessed]));
            }

            foreach (var signer in signers)
            {
                next = Know(signer, next, news);
            }

            var same = kept is not null && kept.Size == witnessed.Size
                ? kept.Root.Span.SequenceEqual(witnessed.Root.Span)
                : await Proven(witnessed, shown, cancellationToken) == true;
            return same
                ? (signers.Count == 0 ? next : next with { WitnessedSize = Math.Max(next.WitnessedSize, witnessed.Size) }, null)
                : (next, new Doubt(
                    AlarmKinds.Fork,
                    $"Other nodes ({string.Join(", ", signers.Select(s => s.Name))}) have signed another log than the hub shows this station: {About(witnessed)}, which {About(shown)} does not continue. This station signs nothing more of it.",
                    [.. Kept, news.Note, news.Witnessed]));
        }
        catch (FormatException e)
        {
            return (next, new Doubt(
                AlarmKinds.Signature, $"What the hub shows of other nodes' signatures cannot be read: {e.Message}", [.. Kept, news.Note]));
        }
    }

    private WitnessState Know(NoteKey signer, WitnessState next, CheckpointNews news)
    {
        var text = signer.ToString();
        if (next.Witnesses.TryGetValue(signer.Name, out var known) && known != text)
        {
            _asides.Add(new Doubt(
                AlarmKinds.WitnessKey,
                $"The hub shows another key of {signer.Name} than before: {text} instead of {known}. That is right if its station was set up anew; ask there.",
                [.. Kept, news.Note, news.Witnessed!]));
        }

        return next with { Witnesses = next.Witnesses.SetItem(signer.Name, text) };
    }

    /// <summary>Whether others still sign while the log grows. A station that is shown a log of its own would wait for them for ever.</summary>
    private WitnessState Company(WitnessState next, CheckpointNews news)
    {
        if (news.Others == 0 || next.KeptCheckpoint!.Size <= next.WitnessedSize)
        {
            return next with { AloneSince = null };
        }

        var now = parts.Time.GetUtcNow();
        var since = next.WitnessedSize > state.WitnessedSize ? now : next.AloneSince ?? now;
        if (now - since < AloneAtMost)
        {
            return next with { AloneSince = since };
        }

        _asides.Add(new Doubt(
            AlarmKinds.Unwitnessed,
            Line($"No other node has signed anything newer than {next.WitnessedSize} events since {since:u}, though the log has grown to {next.KeptCheckpoint.Size} and {news.Others} other nodes sign checkpoints. They may be away; or this station is shown a log of its own."),
            [next.Kept!, .. news.Witnessed is { } witnessed ? [witnessed] : Array.Empty<string>()]));
        return next with { AloneSince = now };
    }
}
