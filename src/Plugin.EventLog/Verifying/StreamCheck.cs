namespace Plugin.EventLog.Verifying;

/// <summary>
/// Walks all streams in the order of their names, so that memory does not grow with their number: versions count from 1 without holes, and
/// go up with positions. The walk goes along an index, so what it saw is compared with the events themselves, see <see cref="Places"/>.
/// </summary>
internal sealed class StreamCheck(IProofTables tables, long head)
{
    private const int PageSize = 10_000;

    public int Streams { get; private set; }

    public PlaceSum Places { get; private set; }

    /// <summary>The first bad one by position, once it has run.</summary>
    public BadEvent? FirstBad { get; private set; }

    public async Task Run(CancellationToken cancellationToken)
    {
        var last = new StreamPlace("", 0, 0);
        for (var ended = false; !ended;)
        {
            var page = await tables.Places(last.Stream, last.Version, PageSize, cancellationToken);
            ended = page.Count < PageSize;

            // What was appended meanwhile is not asked for.
            foreach (var place in page.Where(place => place.Position <= head))
            {
                Accept(place, place.Stream == last.Stream ? last : place with { Version = 0, Position = 0 });
                last = place;
            }

            last = page is [.., var end] ? end : last;
        }
    }

    private void Accept(StreamPlace place, StreamPlace before)
    {
        Streams += before.Version == 0 ? 1 : 0;
        Places = Places.With(place);
        if (place.Version != before.Version + 1)
        {
            Found(place, $"stream {place.Stream} continues with version {place.Version}; {before.Version + 1} is next");
        }
        else if (place.Position <= before.Position)
        {
            Found(place, $"it is version {place.Version} of stream {place.Stream}, whose version {before.Version} comes later, at {before.Position}");
        }
    }

    private void Found(StreamPlace place, string why) =>
        FirstBad = FirstBad is null || place.Position < FirstBad.Position ? new BadEvent(place.Position, why) : FirstBad;
}
