using System.Globalization;
using Plugin.Domain;
using Plugin.Domain.Generations;
using Plugin.EventLog;
using Plugin.EventLog.Proving;
using Plugin.EventLog.Verifying;
using Plugin.Vault.Seals;

namespace Plugin.Grains.Generations;

/// <summary>
/// Opens the log's next generation after a restore to the past: verifies all that was kept, raises the id counters above
/// what lost events may have given out, and writes the generation's first event. For whoever has the store to itself.
/// </summary>
public sealed class GenerationCeremony(IStore store, SealedFields seals, ICheckpointMemory memory, TimeProvider clock)
{
    /// <summary>
    /// Ids that are left out beside one for each event that is known to be lost: what was appended after the last known checkpoint is not known.
    /// A hub of 10 000 tasks a day for 36 organisations gives out less than half of it in a day, and the wire's ids (32 bits) suffice for 2000 restores.
    /// </summary>
    public const long IdMargin = 1_000_000;

    private const int PageSize = 2000;

    private readonly LogTree _tree = new(store);

    /// <exception cref="LogUnusableException">There is nothing to open a generation for, or what is given does not fit; the message says which.</exception>
    public async Task<OpenedGeneration> Hold(GenerationOrder order, CancellationToken cancellationToken)
    {
        var origin = store.Log.Origin;
        var key = await store.Proof.SigningKey(cancellationToken)
            ?? throw new LogUnusableException($"{origin} never had a signing key, so no checkpoint of it exists: start the hub, nothing can be lost.");
        var head = await store.Log.Head(cancellationToken);
        await ProveKept(cancellationToken);
        var last = await LastKnown(order, origin, key, head, cancellationToken);
        var generation = Math.Max(origin.Generation, last?.Origin.Generation ?? 0) + 1;
        var lost = Math.Max(0, (last?.Size ?? 0) - head);
        // Before the event, which is flushed after them: who stops in between has only left out ids.
        await RaiseIds(IdMargin + lost, cancellationToken);
        await Open(order, new GenerationId(generation), head, last, cancellationToken);
        return new OpenedGeneration(store.Log.Origin, head, lost, last);
    }

    // A backup that was tampered with is not made honest by a ceremony.
    private async Task ProveKept(CancellationToken cancellationToken)
    {
        var report = await LogVerification.Run(store, progress: null, cancellationToken);
        if (report.Verified)
        {
            return;
        }

        var what = report.FirstBad is { } bad ? $"the event at position {bad.Position} is bad: {bad.Why}"
            : report.FirstBadCheckpoint is { } checkpoint ? $"the checkpoint of {checkpoint.Size} events is bad: {checkpoint.Why}"
            : "see `plugin log verify`";
        throw new LogUnusableException($"The restored log does not verify, so nothing can be promised about it: {what}. Restore another backup.");
    }

    private async Task<KnownCheckpoint?> LastKnown(
        GenerationOrder order, LogOrigin origin, byte[] key, long head, CancellationToken cancellationToken)
    {
        var notes = order.Checkpoints.ToList();
        if (await memory.Read(origin.Hub, cancellationToken) is { } remembered)
        {
            notes.Add(new GivenCheckpoint("the secrets folder", remembered));
        }

        var known = notes.ConvertAll(note => Parse(note, origin, key));
        if (known.Count == 0)
        {
            return order.NoneKnown
                ? null
                : throw new LogUnusableException(
                    "No checkpoint is given, and the secrets folder remembers none. Ask a station or an auditor for the newest they keep; if there is none, say so with --none-known.");
        }

        var last = known.Max(KnownCheckpoint.ByAge)!;
        if (last.Origin.Generation < origin.Generation)
        {
            throw new LogUnusableException(
                $"The newest checkpoint given is of generation {last.Origin.Generation}, and the log is in generation {origin.Generation} already. Give one of that generation, or --none-known if nobody has one.");
        }

        // What is remembered or given contradicts who says that nothing is known.
        if (order.NoneKnown)
        {
            throw new LogUnusableException($"A checkpoint of {last.Size} events of {last.Origin} is known, so leave out --none-known.");
        }

        return !order.FromBackup && await last.IsPartOf(_tree, head, cancellationToken)
            ? throw new LogUnusableException(
                $"Nothing is known to be lost: the log of {head} events contains the newest known checkpoint, of {last.Size} events of {last.Origin}. No new generation is needed; start the hub. If it was restored from a backup, say so with --from-backup: what came after that checkpoint may be lost.")
            : last;
    }

    private static KnownCheckpoint Parse(GivenCheckpoint given, LogOrigin origin, byte[] key)
    {
        try
        {
            return KnownCheckpoint.Parse(given.Note, origin, key);
        }
        catch (LogUnusableException e)
        {
            throw new LogUnusableException($"The checkpoint of {given.From} cannot be used. {e.Message}", e);
        }
    }

    private async Task RaiseIds(long margin, CancellationToken cancellationToken)
    {
        var highest = new Dictionary<string, long>(StringComparer.Ordinal);
        for (var position = 0L; await store.Log.Read(position, PageSize, cancellationToken) is { Count: > 0 } page; position = page[^1].Position)
        {
            foreach (var stored in page)
            {
                var dash = stored.Stream.LastIndexOf('-');
                if (dash > 0 && long.TryParse(stored.Stream.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
                {
                    var kind = stored.Stream[..dash];
                    highest[kind] = Math.Max(highest.GetValueOrDefault(kind), id);
                }
            }
        }

        foreach (var (counter, kinds) in Counters.All)
        {
            var given = await store.Live.TakeIds(counter, 1, cancellationToken);
            await store.Live.RaiseIds(
                counter, Math.Max(given, kinds.Max(kind => highest.GetValueOrDefault(kind))) + margin, cancellationToken);
        }
    }

    private async Task Open(
        GenerationOrder order, GenerationId generation, long head, KnownCheckpoint? last, CancellationToken cancellationToken)
    {
        var sealKey = seals.NewKey(generation.ToString());
        var command = new OpenGeneration(
            generation, head,
            last is null
                ? null
                : new LastCheckpoint(last.Origin.Generation, last.Size, Convert.ToBase64String(last.Root.Span), last.Note),
            new Sealed(seals.Seal(sealKey, order.Reason)), clock.GetUtcNow());
        if (Generation.Decide(Generation.Initial, command) is not Decision<GenerationEvent>.Accepted { Events: var events })
        {
            throw new InvalidOperationException($"{generation} cannot be opened.");
        }

        var metadata = EventBytes.Metadata(new CallContext($"operator:{order.By}"));
        await store.Log.Append(
            new Append
            {
                Streams = [new StreamAppend(generation.ToString(), 0, [.. events.Select(e => EventBytes.Encode(e, metadata))])],
                Vault = [sealKey],
                OpensGeneration = generation.Value,
            },
            cancellationToken);
    }
}

/// <param name="By">The account name of who orders it.</param>
/// <param name="Reason">Why, in a sentence. It is sealed.</param>
/// <param name="NoneKnown">Nobody has a checkpoint that is newer than the restored log.</param>
/// <param name="FromBackup">
/// The database was restored from a backup: even when the log contains the newest known checkpoint, what happened after that was signed may be lost.
/// </param>
public sealed record GenerationOrder(
    string By, string Reason, IReadOnlyList<GivenCheckpoint> Checkpoints, bool NoneKnown, bool FromBackup);

/// <param name="From">Where it comes from, for messages.</param>
public sealed record GivenCheckpoint(string From, string Note);

/// <param name="Kept">Events that the log had before the new generation.</param>
/// <param name="Lost">Events that are known to be lost.</param>
public sealed record OpenedGeneration(LogOrigin Origin, long Kept, long Lost, KnownCheckpoint? Last);
