using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Plugin.EventLog.Verifying;
using Plugin.Proofs;

namespace Plugin.EventLog.Exporting;

/// <summary>Checks an export with nothing but itself and, better, the hub's key as it is known from elsewhere. Memory does not grow with it.</summary>
/// <param name="trusted">The hub's key; null believes the one in the export.</param>
public sealed class ExportCheck(Stream file, NoteKey? trusted)
{
    private static readonly string[] Expected =
    [
        ExportParts.Manifest, ExportParts.Readme, ExportParts.Checkpoint, ExportParts.Keys, ExportParts.Index, ExportParts.Events,
    ];

    /// <exception cref="BadExportException">It proves nothing; the message says why, and names the first wrong position where there is one.</exception>
    public async Task<ExportReport> Run(IProgress<VerificationProgress>? progress, CancellationToken cancellationToken)
    {
        try
        {
            var started = Stopwatch.GetTimestamp();
            await using var zip = await ZipArchive.CreateAsync(file, ZipArchiveMode.Read, leaveOpen: true, Encoding.UTF8, cancellationToken);
            CheckParts(zip);
            var manifest = ExportManifest.Parse(await Small(zip, ExportParts.Manifest, cancellationToken));
            if (!(await Small(zip, ExportParts.Readme, cancellationToken)).AsSpan().SequenceEqual(ExportParts.ReadmeText))
            {
                throw new BadExportException($"{ExportParts.Readme} is not the one that an export has");
            }

            var signatures = SignatureCheck.Of(
                manifest, Encoding.UTF8.GetString(await Small(zip, ExportParts.Checkpoint, cancellationToken)),
                Encoding.UTF8.GetString(await Small(zip, ExportParts.Keys, cancellationToken)), trusted);
            var events = new ExportedEvents(manifest, signatures);
            await Walk(zip, events, progress, cancellationToken);
            if (zip.GetEntry(ExportParts.Opened) is { } opened)
            {
                await CheckOpened(opened, cancellationToken);
            }

            return new ExportReport(
                manifest, events.Root, signatures.Hub.ToString(), signatures.Cosigners.Count, signatures.Registered,
                zip.Entries.Count > Expected.Length, Stopwatch.GetElapsedTime(started));
        }
        catch (InvalidDataException e)
        {
            throw new BadExportException($"it is no zip archive, or a damaged or incomplete one ({e.Message})", e);
        }
        catch (EndOfStreamException e)
        {
            throw new BadExportException("it breaks off", e);
        }
    }

    private static async Task Walk(
        ZipArchive zip, ExportedEvents events, IProgress<VerificationProgress>? progress, CancellationToken cancellationToken)
    {
        await using var indexPart = await Part(zip, ExportParts.Index, cancellationToken);
        await using var eventsPart = await Part(zip, ExportParts.Events, cancellationToken);
        var index = new LineReader(ExportParts.Index, indexPart);
        var lines = new LineReader(ExportParts.Events, eventsPart);
        if (await index.Next(cancellationToken) is not { } header || !Is(header, ExportParts.IndexHeader))
        {
            throw new BadExportException($"{ExportParts.Index} does not begin as that of an export does");
        }

        while (await lines.Next(cancellationToken) is { } line)
        {
            if (events.Accept(line, lines.Number) is not { } stored)
            {
                continue;
            }

            if (await index.Next(cancellationToken) is not { } listed || !Is(listed, ExportParts.IndexLine(stored)))
            {
                throw new BadExportException($"line {index.Number} of {ExportParts.Index} does not tell of the event at position {stored.Position}");
            }

            if (events.Count % 1000 == 0)
            {
                progress?.Report(new VerificationProgress(events.Count, events.Expected));
            }
        }

        events.End();
        if (await index.Next(cancellationToken) is not null)
        {
            throw new BadExportException($"{ExportParts.Index} tells of more events than there are");
        }
    }

    private static bool Is(ReadOnlyMemory<byte> line, string text) => line.Span.SequenceEqual(Encoding.UTF8.GetBytes(text));

    // What nobody checks must not hide in a file that is called good.
    private static void CheckParts(ZipArchive zip)
    {
        string[] names = [.. zip.Entries.Select(entry => entry.FullName)];
        if (Array.Find(Expected, name => !names.Contains(name)) is { } missing)
        {
            throw new BadExportException($"it has no {missing}, so it is no export or not a whole one");
        }

        if (Array.Find(names, name => name != ExportParts.Opened && !Expected.Contains(name)) is { } foreign)
        {
            throw new BadExportException($"it has a file {foreign}, which no export has");
        }

        if (names.Distinct().Count() < names.Length)
        {
            throw new BadExportException("it has two files of one name");
        }
    }

    private static async Task CheckOpened(ZipArchiveEntry entry, CancellationToken cancellationToken)
    {
        await using var stream = await entry.OpenAsync(cancellationToken);
        var lines = new LineReader(ExportParts.Opened, stream);
        while (await lines.Next(cancellationToken) is not null)
        {
        }
    }

    private static async Task<Stream> Part(ZipArchive zip, string name, CancellationToken cancellationToken) =>
        await zip.GetEntry(name)!.OpenAsync(cancellationToken);

    private static async Task<byte[]> Small(ZipArchive zip, string name, CancellationToken cancellationToken)
    {
        const int enough = 1 << 20;
        await using var stream = await Part(zip, name, cancellationToken);
        var bytes = new byte[enough];
        var read = await stream.ReadAtLeastAsync(bytes, enough, throwOnEndOfStream: false, cancellationToken);
        return read < enough ? bytes[..read] : throw new BadExportException($"{name} is larger than an export's can be");
    }
}
