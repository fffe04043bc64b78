using System.IO.Compression;
using System.Security.Cryptography;
using Plugin.Domain;
using Plugin.EventLog;
using Plugin.EventLog.Exporting;
using Plugin.EventLog.Proving;
using Plugin.ReadModels.Replay;
using Plugin.Vault.Seals;

namespace Plugin.ReadModels.Tests;

public sealed class A_task_export : IAsyncLifetime
{
    private readonly SealedFields _seals = History.NewSeals();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private EmptyStore _place = null!;
    private IStore _store = null!;
    private History _history = null!;

    public async ValueTask InitializeAsync()
    {
        _place = await EmptyStore.Sqlite();
        _store = await _place.Location.Open(new Projector(_seals), TimeProvider.System, CancellationToken.None);
        _history = new History(_store, _seals);
        await _history.Begin();
        await _history.Task(7, "Ages");
        await _history.Task(8, "Weights");
        await (await CheckpointMaker.Open(_store, _key, new NoCheckpointMemory(), TimeProvider.System, CancellationToken.None)).Make(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await _place.DisposeAsync();
        _key.Dispose();
    }

    [Fact]
    public async Task Has_the_task_and_those_it_names_and_nothing_of_another_task()
    {
        var index = await Part(await Export(opened: false), "index.txt");

        var streams = index.Split('\n')[1..^1].Select(line => line.Split(", ")[1].Split(' ')[0]).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(
            ["collaboration-1", "node-11", "node-12", "organisation-1", "organisation-2", "run-70", "run-71", "task-7", "user-1"], streams);
    }

    [Fact]
    public async Task Shows_sealed_text_only_when_asked_and_only_until_it_is_erased()
    {
        var closed = await Export(opened: false);
        var opened = await Part(await Export(opened: true), "opened.jsonl");
        await _history.Erase("user-1");
        await _history.Erase("task-7");
        var erased = await Part(await Export(opened: true), "opened.jsonl");

        using var zip = new ZipArchive(new MemoryStream(closed));
        Assert.Null(zip.GetEntry("opened.jsonl"));
        Assert.Contains("\"name\":\"Ages\"", opened, StringComparison.Ordinal);
        Assert.Contains("alice@example.org", opened, StringComparison.Ordinal);
        Assert.Equal("", erased);
    }

    [Fact]
    public async Task Is_not_made_of_a_task_that_never_was_or_that_no_checkpoint_covers()
    {
        await _history.Task(9);

        Assert.Null(await TaskExport.Of(_store, new TaskId(4711), CancellationToken.None));
        var refused = await Assert.ThrowsAsync<ArgumentException>(() => TaskExport.Of(_store, new TaskId(9), CancellationToken.None));
        Assert.Contains("No checkpoint covers task-9 yet", refused.Message, StringComparison.Ordinal);
    }

    private async Task<byte[]> Export(bool opened)
    {
        var (scope, checkpoint) = (await TaskExport.Of(_store, new TaskId(7), CancellationToken.None))!.Value;
        var file = new MemoryStream();
        OpenEvents? open = opened ? (events, token) => OpenedText.Of(events, _store, token) : null;
        await new LogExport(_store, scope, checkpoint, open).Write(file, CancellationToken.None);
        file.Position = 0;
        await new ExportCheck(file, trusted: null).Run(progress: null, CancellationToken.None);
        return file.ToArray();
    }

    private static async Task<string> Part(byte[] export, string name)
    {
        await using var zip = new ZipArchive(new MemoryStream(export));
        using var reader = new StreamReader(await zip.GetEntry(name)!.OpenAsync());
        return await reader.ReadToEndAsync();
    }
}
