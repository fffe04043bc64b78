using System.Text;
using Microsoft.AspNetCore.Http;
using Plugin.Api.Authentication;
using Plugin.Api.Http;
using Plugin.Contracts;
using Plugin.Contracts.Station;
using Plugin.Grains.Runs;
using Plugin.ReadModels.Runs;
using Plugin.Vault.Blobs;

namespace Plugin.Api.Runs;

/// <summary>
/// A run's log, piece by piece: while it runs the end of what its station shows, afterwards what was reported. Positions are characters; those of a log
/// whose beginning its station did not keep begin anew with the report.
/// </summary>
internal static class RunLogs
{
    private const int MostWait = 60;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    public static async Task<IResult> Show(
        HttpContext http, int id, long? after, int? wait, RunQueries runs, LiveLogs logs, BlobStore blobs, ReadingRecorder readings, TimeProvider clock,
        CancellationToken cancellationToken)
    {
        if (after < 0 || wait is < 0 or > MostWait)
        {
            return ErrorShapes.Message(StatusCodes.Status400BadRequest, $"after is a number of characters, wait one of seconds up to {MostWait}.");
        }

        var since = clock.GetTimestamp();
        while (true)
        {
            var (run, refused) = await RunEndpoints.Find(http, id, runs, cancellationToken);
            if (run is null)
            {
                return refused!;
            }

            var log = run.IsOpen
                ? Shown(await logs.Find(id, run.Attempt, cancellationToken), after ?? 0)
                : await Reported(run, after ?? 0, blobs, cancellationToken);
            if (log.Text.Length > 0 || log.Finished || clock.GetElapsedTime(since).TotalSeconds >= (wait ?? 0))
            {
                await readings.Record(CurrentCaller.Of(http), [run], cancellationToken);
                return Answers.Ok(log);
            }

            await Task.Delay(Look, clock, cancellationToken);
        }
    }

    private static RunLog Shown(ShownLog? log, long after)
    {
        if (log is null)
        {
            return new RunLog(after, "", after, Finished: false);
        }

        // More than what was printed: by an earlier attempt.
        var first = log.Printed - log.Text.Length;
        var from = after > log.Printed ? first : Math.Max(after, first);
        return new RunLog(from, log.Text[(int)(from - first)..], log.Printed, Finished: false);
    }

    private static async Task<RunLog> Reported(RunRow run, long after, BlobStore blobs, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var position = 0L;
        if (run.LogId is { } id && await blobs.Find(id, cancellationToken) is not null)
        {
            var decoder = Encoding.UTF8.GetDecoder();
            await foreach (var piece in blobs.Read(id, 0, cancellationToken))
            {
                var chars = new char[Encoding.UTF8.GetMaxCharCount(piece.Length)];
                var count = decoder.GetChars(piece.Span, chars, flush: false);
                var skip = (int)Math.Clamp(after - position, 0, count);
                var take = Math.Min(count - skip, LiveLog.Limit - text.Length);
                text.Append(chars, skip, take);
                position += count;
                if (skip + take < count)
                {
                    return new RunLog(after, text.ToString(), after + text.Length, Finished: false);
                }
            }
        }

        return new RunLog(Math.Min(after, position), text.ToString(), Math.Max(after, position), Finished: true);
    }
}
