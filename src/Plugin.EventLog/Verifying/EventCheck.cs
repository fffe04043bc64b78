using Plugin.EventLog.Entries;

namespace Plugin.EventLog.Verifying;

/// <summary>Checks events in their order: no holes, the leaf that belongs to the content, time that never goes back.</summary>
internal sealed class EventCheck
{
    private readonly List<GenerationStart> _generations = [];
    private DateTimeOffset _at = DateTimeOffset.MinValue;

    public long Position { get; private set; }

    /// <summary>Of where the events stand in their streams, whatever their order.</summary>
    public PlaceSum Places { get; private set; }

    /// <summary>Those after the first.</summary>
    public IReadOnlyList<GenerationStart> Generations => _generations;

    public int Generation => _generations is [.., var newest] ? newest.Generation : 1;

    /// <summary>The leaf made anew from the content, or what is wrong.</summary>
    public (byte[] Leaf, string? Why) Accept(StoredEvent stored)
    {
        if (stored.Position != Position + 1)
        {
            return Wrong($"there is no such event; the next one is at {stored.Position}");
        }

        if (stored.Salt.Length != Entry.SaltBytes)
        {
            return Wrong($"its salt has {stored.Salt.Length} bytes, not {Entry.SaltBytes}");
        }

        var leaf = Entry.Leaf(stored);
        if (!leaf.AsSpan().SequenceEqual(stored.Leaf.Span))
        {
            return Wrong(
                $"its content does not match its leaf hash (event {stored.Name}, version {stored.Version} of stream {stored.Stream})");
        }

        if (stored.At < _at)
        {
            return Wrong($"its time {stored.At:O} is before that of the event before it, {_at:O}");
        }

        if (GenerationOpening.In(stored) is { } generation)
        {
            if (generation <= Generation)
            {
                return Wrong($"it opens generation {generation} in generation {Generation}");
            }

            _generations.Add(new GenerationStart(generation, stored));
        }

        _at = stored.At;
        Places = Places.With(new StreamPlace(stored.Stream, stored.Version, stored.Position));
        Position++;
        return (leaf, null);
    }

    private static (byte[], string) Wrong(string why) => ([], why);
}
