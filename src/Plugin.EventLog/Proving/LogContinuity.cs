namespace Plugin.EventLog.Proving;

/// <summary>Holds the log against the newest checkpoint that this hub remembers apart from the database.</summary>
internal sealed class LogContinuity
{
    private readonly IStore _store;
    private readonly LogTree _tree;
    private readonly ICheckpointMemory _memory;
    private readonly byte[] _key;
    private readonly LogOrigin _origin;

    // Two rounds at once may both remember; what either writes is signed and part of the log.
    private volatile KnownCheckpoint? _known;
    private volatile Tuple<KnownCheckpoint, long>? _confirmed;

    private LogContinuity(IStore store, LogTree tree, ICheckpointMemory memory, byte[] key, KnownCheckpoint? known) =>
        (_store, _tree, _memory, _key, _origin, _known) = (store, tree, memory, key, store.Log.Origin, known);

    public static async Task<LogContinuity> Remembered(
        IStore store, LogTree tree, ICheckpointMemory memory, byte[] key, CancellationToken cancellationToken)
    {
        var origin = store.Log.Origin;
        var note = await memory.Read(origin.Hub, cancellationToken);
        return new LogContinuity(store, tree, memory, key, note is null ? null : KnownCheckpoint.Parse(note, origin, key));
    }

    /// <param name="head">The number of events the log has.</param>
    /// <exception cref="LogWentBackException">It is not the log that is remembered, gone on.</exception>
    public async Task Confirm(long head, CancellationToken cancellationToken)
    {
        var generation = await _store.Proof.Generation(cancellationToken);
        if (generation != _origin.Generation)
        {
            throw new LogWentBackException(
                $"Generation {generation} of the log was opened while this hub was serving generation {_origin.Generation}. Start it again.");
        }

        // A checkpoint of an older generation was accounted for when this one was opened.
        if (_known is not { } known || known.Origin.Generation < generation)
        {
            return;
        }

        if (known.Origin.Generation > generation || known.Size > head)
        {
            throw Back(known, head, $"has only {head} events of generation {generation}");
        }

        if (_confirmed is var (checkpoint, size) && checkpoint == known && size == head)
        {
            return;
        }

        if (!await known.IsPartOf(_tree, head, cancellationToken))
        {
            throw Back(known, head, "has others in their place");
        }

        _confirmed = Tuple.Create(known, head);
    }

    /// <param name="newest">Of this log's checkpoints; it was checked or made after <see cref="Confirm"/>.</param>
    public async Task Remember(StoredCheckpoint newest, CancellationToken cancellationToken)
    {
        if (_known is { } known && known.Origin.Generation == _origin.Generation && known.Size >= newest.Size)
        {
            return;
        }

        var parsed = KnownCheckpoint.Parse(newest.Note, _origin, _key);
        await _memory.Write(_origin.Hub, newest.Note, cancellationToken);
        _known = parsed;
    }

    private static LogWentBackException Back(KnownCheckpoint known, long head, string what) => new(
        $"This hub has signed a checkpoint of {known.Size} events of {known.Origin}, and the database {what}: it was restored to the past. "
        + "Going on would give ids, positions and promises a second time. If the rest is lost for good, order a new generation: "
        + $"`plugin log new-generation --by NAME --reason TEXT` with the same --data or --database and --secrets as this hub; {head} events are kept.");
}
