using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;
using Plugin.EventLog.Proving;
using Plugin.Proofs;

namespace Plugin.EventLog.Exporting;

/// <summary>Text of events that is encrypted in the log, as JSON, for each event of a page; null where there is none (any more).</summary>
public delegate ValueTask<IReadOnlyList<string?>> OpenEvents(IReadOnlyList<StoredEvent> events, CancellationToken cancellationToken);

/// <summary>
/// Writes events with their proof as one file that needs no hub to be checked. The same events under the same checkpoint make the same
/// bytes. Memory does not grow with their number.
/// </summary>
/// <param name="checkpoint">Of at least as many events as the last position in the scope.</param>
/// <param name="open">Null for an export without opened text.</param>
public sealed class LogExport(IStore store, ExportScope scope, StoredCheckpoint checkpoint, OpenEvents? open)
{
    private const int PageSize = 1000;
    private const int PieceSize = 64 * 1024;

    private readonly LogTree _tree = new(store);

    /// <summary>The checkpoint to export a range against: the first that covers it, so that a later export is the same.</summary>
    /// <param name="to">Null for all that the newest checkpoint covers.</param>
    /// <exception cref="ArgumentException">There are no such events, or no checkpoint of them yet.</exception>
    public static async Task<(ExportScope.Range Scope, StoredCheckpoint Checkpoint)> OfRange(
        IStore store, long from, long? to, CancellationToken cancellationToken)
    {
        var newest = await Newest(store, cancellationToken);
        if (from < 1 || from > (to ?? newest.Size) || to > newest.Size)
        {
            throw new ArgumentException(
                $"Positions are from 1 to {newest.Size}, the size of the newest checkpoint, and the first is not after the last.");
        }

        return to is { } last
            ? (new ExportScope.Range(from, last), (await store.Proof.Checkpoints(last - 1, 1, cancellationToken))[0])
            : (new ExportScope.Range(from, newest.Size), newest);
    }

    /// <exception cref="ArgumentException">There is none yet.</exception>
    public static async Task<StoredCheckpoint> Newest(IStore store, CancellationToken cancellationToken) =>
        await store.Proof.NewestCheckpoint(cancellationToken)
            ?? throw new ArgumentException("The log has no checkpoint yet. Its hub makes one within seconds of the first event: start it.");

    public async Task Write(Stream output, CancellationToken cancellationToken)
    {
        using var spill = new Spill();
        using (var zip = new ZipArchive(spill, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8))
        {
            await foreach (var (name, content) in Parts(cancellationToken))
            {
                var entry = zip.CreateEntry(name, CompressionLevel.Fastest);
                entry.LastWriteTime = ExportParts.Stamp;
                await using var stream = new BufferedStream(entry.Open(), PieceSize);
                await foreach (var bytes in content)
                {
                    stream.Write(bytes);
                    if (spill.Held >= PieceSize)
                    {
                        await spill.DrainTo(output, cancellationToken);
                    }
                }
            }
        }

        await spill.DrainTo(output, cancellationToken);
    }

    private async IAsyncEnumerable<(string Name, IAsyncEnumerable<byte[]> Content)> Parts(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cosignatures = await store.Proof.Cosignatures(checkpoint.Size, checkpoint.Size, cancellationToken);
        // Which is that of an earlier generation where it was signed before a restore.
        var origin = Checkpoint.Parse(SignedNote.Parse(checkpoint.Note).Text).Origin;
        yield return (ExportParts.Manifest, Once(ExportManifest.Of(origin, checkpoint.Size, scope).ToBytes()));
        yield return (ExportParts.Readme, Once(ExportParts.ReadmeText));
        yield return (ExportParts.Checkpoint, Once(Encoding.UTF8.GetBytes(Cosignatures.Under(checkpoint, cosignatures))));
        yield return (ExportParts.Keys, Once(await Keys(origin, cosignatures, cancellationToken)));
        yield return (ExportParts.Index, Index(cancellationToken));
        yield return (ExportParts.Events, Events(cancellationToken));
        if (open is not null)
        {
            yield return (ExportParts.Opened, Opened(open, cancellationToken));
        }
    }

    private async Task<byte[]> Keys(
        string origin, IReadOnlyList<StoredCosignature> cosignatures, CancellationToken cancellationToken)
    {
        var hub = await store.Proof.SigningKey(cancellationToken)
            ?? throw new LogUnusableException("No signing key is recorded beside the log's origin, though there are checkpoints.");
        return Encoding.UTF8.GetBytes(string.Concat(
            cosignatures.Select(cosignature => Cosignatures.KeyOf(cosignature.Signer, cosignature.Key)).Prepend(new NoteKey(origin, hub).ToString()).Select(key => key + "\n")));
    }

    private async IAsyncEnumerable<byte[]> Index(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return Encoding.UTF8.GetBytes(ExportParts.IndexHeader + "\n");
        await foreach (var page in Pages(cancellationToken))
        {
            foreach (var stored in page)
            {
                yield return Encoding.UTF8.GetBytes(ExportParts.IndexLine(stored) + "\n");
            }
        }
    }

    private async IAsyncEnumerable<byte[]> Events(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var size = 0L;
        await foreach (var page in Pages(cancellationToken))
        {
            foreach (var stored in page)
            {
                if (stored.Position - 1 > size)
                {
                    yield return await Proof(size, stored.Position - 1, cancellationToken);
                }

                yield return ExportedEvent.Line(stored);
                size = stored.Position;
            }
        }

        if (checkpoint.Size > size)
        {
            yield return await Proof(size, checkpoint.Size, cancellationToken);
        }
    }

    private async IAsyncEnumerable<byte[]> Opened(
        OpenEvents opener, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in Pages(cancellationToken))
        {
            foreach (var (stored, text) in page.Zip(await opener(page, cancellationToken)).Where(pair => pair.Second is not null))
            {
                yield return ExportJson.Line(json =>
                {
                    json.WriteNumber("position", stored.Position);
                    json.WritePropertyName("opened");
                    json.WriteRawValue(text!);
                });
            }
        }
    }

    private async Task<byte[]> Proof(long from, long to, CancellationToken cancellationToken) =>
        ExportedEvent.Line(await _tree.Subtrees(Gap.Subtrees(from, to), cancellationToken));

    private async IAsyncEnumerable<IReadOnlyList<StoredEvent>> Pages(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var (first, count) in scope.Ranges)
        {
            for (var read = 0L; read < count;)
            {
                var page = await store.Log.Read(first - 1 + read, (int)Math.Min(PageSize, count - read), cancellationToken);
                if (page is not [{ Position: var position }, ..] || position != first + read)
                {
                    throw new LogUnusableException($"There is no event at position {first + read}. `plugin log verify` shows what is wrong.");
                }

                yield return page;
                read += page.Count;
            }
        }
    }

    private static IAsyncEnumerable<byte[]> Once(byte[] content) => new[] { content }.ToAsyncEnumerable();
}
