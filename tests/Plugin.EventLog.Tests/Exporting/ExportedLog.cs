using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Plugin.EventLog.Exporting;
using Plugin.EventLog.Memory;
using Plugin.EventLog.Proving;
using Plugin.Proofs;

namespace Plugin.EventLog.Tests.Exporting;

/// <summary>A small log with a checkpoint over all of it, and exports from it.</summary>
internal sealed class ExportedLog : IAsyncDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private ExportedLog(IStore store) => Store = store;

    public IStore Store { get; }

    public NoteKey Key => new(Store.Log.Origin.ToString(), _key.ExportSubjectPublicKeyInfo());

    /// <param name="events">In streams of five, which take turns.</param>
    public static async Task<ExportedLog> Of(int events, int seed = 1)
    {
        var random = new Random(seed);
        var log = new ExportedLog(new MemoryStore(new NoProjector(), TimeProvider.System, random.NextBytes));
        foreach (var batch in Enumerable.Range(0, events).Chunk(200))
        {
            foreach (var i in batch)
            {
                await log.Append($"thing-{i % 2}-{i / 10}", i % 10 / 2, $$"""{"number":{{i}},"text":"ü\n"}""");
            }
        }

        await log.Sign();
        return log;
    }

    public Task Append(string stream, long expected, string data) => Append(stream, expected, new NewEvent(
        "thing.happened/1", Encoding.UTF8.GetBytes(data), """{"actor":"run:7/1","for":"user:4","via":"node:2"}"""u8.ToArray()));

    public Task Append(string stream, long expected, NewEvent @event) =>
        Store.Log.Append(new Append { Streams = [new StreamAppend(stream, expected, [@event])] }, CancellationToken.None);

    public async Task<StoredCheckpoint> Sign() =>
        await (await CheckpointMaker.Open(Store, _key, new NoCheckpointMemory(), TimeProvider.System, CancellationToken.None)).Make(CancellationToken.None);

    public async Task<byte[]> Range(long from, long? to)
    {
        var (scope, checkpoint) = await LogExport.OfRange(Store, from, to, CancellationToken.None);
        return await Write(scope, checkpoint);
    }

    public async Task<byte[]> Thing(string stream, params IEnumerable<long> positions) =>
        await Write(new ExportScope.Thing(stream, [.. positions]), await LogExport.Newest(Store, CancellationToken.None));

    public static Task<ExportReport> Check(byte[] export, NoteKey? trusted = null) =>
        new ExportCheck(new MemoryStream(export), trusted).Run(progress: null, CancellationToken.None);

    public static async Task<string> Refusal(byte[] export, NoteKey? trusted = null) =>
        (await Assert.ThrowsAsync<BadExportException>(() => Check(export, trusted))).Message;

    public static byte[] Part(byte[] export, string name)
    {
        using var zip = new ZipArchive(new MemoryStream(export));
        return Content(zip.GetEntry(name)!);
    }

    /// <summary>The same export with one part made another.</summary>
    public static byte[] With(byte[] export, string name, byte[] content) =>
        Zipped([.. Parts(export).Select(part => part.Name == name ? (name, content) : part)], CompressionLevel.NoCompression);

    public static (string Name, byte[] Content)[] Parts(byte[] export)
    {
        using var zip = new ZipArchive(new MemoryStream(export));
        return [.. zip.Entries.Select(entry => (entry.FullName, Content(entry)))];
    }

    public static byte[] Zipped((string Name, byte[] Content)[] parts, CompressionLevel compression)
    {
        var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in parts)
            {
                using var stream = zip.CreateEntry(name, compression).Open();
                stream.Write(content);
            }
        }

        return file.ToArray();
    }

    public async ValueTask DisposeAsync()
    {
        _key.Dispose();
        await Store.DisposeAsync();
    }

    private async Task<byte[]> Write(ExportScope scope, StoredCheckpoint checkpoint)
    {
        var file = new MemoryStream();
        await new LogExport(Store, scope, checkpoint, open: null).Write(file, CancellationToken.None);
        return file.ToArray();
    }

    private static byte[] Content(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
