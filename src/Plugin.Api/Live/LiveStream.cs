using System.Buffers;
using System.Data.Common;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Plugin.Api.Authentication;
using Plugin.Contracts;
using Plugin.EventLog;

namespace Plugin.Api.Live;

/// <summary>The live feed of one browser, for as long as its user is signed in and listens.</summary>
/// <param name="missed">What changed since the browser was last connected; null: nobody knows.</param>
internal sealed class LiveStream(
    LiveNews news, LiveReader reader, Audiences audiences, IReadOnlyList<Thing>? missed, long position, int generation, UserCaller user, Standing standing,
    TimeProvider clock) : IResult
{
    /// <summary>Of one kind at once; of more of them the page is told that there are many.</summary>
    private const int MostOfKind = 50;

    private static readonly TimeSpan AliveEvery = TimeSpan.FromSeconds(15);

    /// <summary>So long at most does it go on for somebody who was signed out elsewhere.</summary>
    private static readonly TimeSpan AsksAgainEvery = TimeSpan.FromSeconds(5);

    private long _position = position;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, cancellationToken) = (httpContext.Response, httpContext.RequestAborted);
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        // Proxies that know this header pass events on at once.
        response.Headers["X-Accel-Buffering"] = "no";
        httpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        try
        {
            await Serve(response, cancellationToken);
        }
        catch (Exception e) when (response.HasStarted && e is (LogUnavailableException or DbException))
        {
            await End(response, new LiveEnd("live.interrupted", "The hub cannot reach its database; connect again."), cancellationToken);
        }
        finally
        {
            news.Unsubscribe(reader);
        }
    }

    private async Task Serve(HttpResponse response, CancellationToken cancellationToken)
    {
        var sight = new Sight(user);
        Write(response, missed is null ? "reset" : "open", "{}");
        if (missed is { Count: > 0 })
        {
            var told = new List<Told>();
            foreach (var thing in missed)
            {
                if (await audiences.Of(thing, cancellationToken) is { } one)
                {
                    told.Add(one);
                }
            }

            Write(response, told, sight);
        }

        var (asked, spoke) = (clock.GetTimestamp(), clock.GetTimestamp());
        while (true)
        {
            await response.BodyWriter.FlushAsync(cancellationToken);
            var batch = await Next(cancellationToken);
            if (batch is null && reader.End is { } over)
            {
                await End(response, over, cancellationToken);
                return;
            }

            if (batch is { Told: var all } && all.Any(told => told.IsAboutRights) || clock.GetElapsedTime(asked) >= AsksAgainEvery)
            {
                if (standing.Until <= clock.GetUtcNow() || await standing.AskAgain(cancellationToken) is not { } caller)
                {
                    await End(response, new LiveEnd("session.ended", "Your session has ended; sign in again."), cancellationToken);
                    return;
                }

                (sight, asked) = (new Sight(caller), clock.GetTimestamp());
            }

            if (batch is not null)
            {
                _position = Math.Max(_position, batch.Position);
                if (batch.IsReset)
                {
                    Write(response, "reset", "{}");
                    spoke = clock.GetTimestamp();
                }
                else if (Write(response, batch.Told, sight))
                {
                    spoke = clock.GetTimestamp();
                }
            }

            if (clock.GetElapsedTime(spoke) >= AliveEvery)
            {
                // Nobody is shown this; it keeps the connection, and where to go on from up to date.
                Write(response, $": alive\nid: {Cursor}\n\n");
                spoke = clock.GetTimestamp();
            }
        }
    }

    private string Cursor => string.Create(CultureInfo.InvariantCulture, $"{generation}:{_position}");

    /// <summary>Null when nothing came for a while, or nothing will.</summary>
    private async Task<LiveBatch?> Next(CancellationToken cancellationToken)
    {
        if (reader.Batches.TryRead(out var waiting))
        {
            return waiting;
        }

        using var pause = new CancellationTokenSource(AsksAgainEvery, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(pause.Token, cancellationToken);
        try
        {
            return await reader.Batches.WaitToReadAsync(either.Token) && reader.Batches.TryRead(out var batch) ? batch : null;
        }
        catch (OperationCanceledException) when (pause.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <returns>There was something for this browser.</returns>
    private bool Write(HttpResponse response, IEnumerable<Told> told, Sight sight)
    {
        LiveNotice[] notices =
        [
            .. told.Where(sight.Has).Select(one => one.Notice).GroupBy(notice => notice.Kind)
                .SelectMany(kind => kind.Count() > MostOfKind ? [new LiveNotice(kind.Key)] : kind.AsEnumerable()),
        ];
        foreach (var notice in notices)
        {
            Write(response, "changed", JsonSerializer.Serialize(notice, WireJson.Options));
        }

        return notices.Length > 0;
    }

    private async Task End(HttpResponse response, LiveEnd end, CancellationToken cancellationToken)
    {
        Write(response, "ended", JsonSerializer.Serialize(end, WireJson.Options));
        await response.BodyWriter.FlushAsync(cancellationToken);
    }

    private void Write(HttpResponse response, string name, string data) => Write(response, $"id: {Cursor}\nevent: {name}\ndata: {data}\n\n");

    private static void Write(HttpResponse response, string text) => response.BodyWriter.Write(Encoding.UTF8.GetBytes(text));
}
