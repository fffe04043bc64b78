using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using Plugin.Contracts;
using Plugin.Contracts.Station;
using Plugin.Proofs;

namespace Plugin.Load;

internal sealed partial class SimulatedNode
{
    private const int ResultBytes = 750;

    /// <summary>Every so many runs have a result that is uploaded by itself.</summary>
    private const int UploadEvery = 50;

    private const int UploadBytes = 300 * 1024;

    // What came before the newest is covered by it.
    private readonly Channel<CheckpointNews> _news = Channel.CreateBounded<CheckpointNews>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });

    private async Task Execute(CancellationToken cancellationToken)
    {
        while (true)
        {
            var run = await _offers.Reader.ReadAsync(cancellationToken);
            var started = Stopwatch.GetTimestamp();
            var grant = await Insist(() => _hub.Claim(run.RunId, new ClaimRequest(_session), cancellationToken), cancellationToken);
            ledger.Claims.Since(started);
            _held = new HeldAttempt(run.RunId, grant.Attempt);
            await Report(new RunReport(grant.Attempt, RunStates.Initializing));
            await Report(new RunReport(grant.Attempt, RunStates.Active, ImageDigest: grant.Image[^71..]));
            await Report(await Ended(run.RunId, grant.Attempt, cancellationToken));
            _held = null;
            ledger.End(run.TaskId, run.RunId);

            async Task Report(RunReport report)
            {
                var sent = Stopwatch.GetTimestamp();
                await Insist(
                    async () =>
                    {
                        await _hub.Report(run.RunId, report, cancellationToken);
                        return true;
                    },
                    cancellationToken);
                ledger.Reports.Since(sent);
            }
        }
    }

    private async Task<RunReport> Ended(int run, int attempt, CancellationToken cancellationToken)
    {
        const string Printed = "read 812 rows\ndone\n";
        if (run % UploadEvery != 0)
        {
            return new RunReport(
                attempt, RunStatus.Completed, Result: Convert.ToBase64String(RandomNumberGenerator.GetBytes(ResultBytes)), Log: Printed);
        }

        var result = Encoding.ASCII.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(UploadBytes)));
        var stored = await Insist(() => _hub.Upload(run, attempt, "result", () => new MemoryStream(result), cancellationToken), cancellationToken);
        return new RunReport(attempt, RunStatus.Completed, ResultContent: stored.Id, Log: Printed);
    }

    private void Hear(CheckpointNews? news)
    {
        if (news is not null)
        {
            _news.Writer.TryWrite(news);
        }
    }

    private async Task SignCheckpoints(CancellationToken cancellationToken)
    {
        long kept = 0;
        while (true)
        {
            var news = await _news.Reader.ReadAsync(cancellationToken);
            var text = SignedNote.Parse(news.Note).Text;
            var checkpoint = Checkpoint.Parse(text);
            if (checkpoint.Size <= kept)
            {
                continue;
            }

            if (kept > 0)
            {
                await Insist(() => _hub.Consistency(kept, checkpoint.Size, cancellationToken), cancellationToken);
            }

            kept = checkpoint.Size;
            var signer = new NoteSigner($"{checkpoint.Origin[..checkpoint.Origin.LastIndexOf('/')]}/node/{seat.Node}", _key);
            await Insist(
                async () =>
                {
                    await _hub.Cosign(new StationCosignature(SignedNote.Sign(text, signer).ToString()), cancellationToken);
                    return true;
                },
                cancellationToken);
        }
    }
}
