using System.IO.Compression;
using Plugin.EventLog.Exporting;
using Plugin.Proofs;

namespace Plugin.Api.Tests;

public sealed class An_export_over_HTTP(RunningHub hub) : IClassFixture<RunningHub>
{
    private Api Auditor => hub.World.Root;

    [Fact]
    public async Task Of_a_task_has_all_that_happened_to_it_and_whom_it_names()
    {
        var (task, run) = await hub.World.Ordered(hub.World.Alice, hub.World.B);
        await hub.World.Bob.Get($"run/{run}");
        var history = (await Auditor.Get($"audit/tasks/{task}/events?limit=1000"))["events"].AsArray().Select(e => (long)e!["position"]!);

        var (file, report) = await Checked($"audit/export?task={task}");

        Assert.Equal(($"task-{task}", "application/zip"), (report.Manifest.Stream, file.Type));
        var index = await Part(file.Bytes, "index.txt");
        Assert.All(history, position => Assert.Contains($"\n{position,8}  ", index, StringComparison.Ordinal));
        Assert.All(
            (string[])[
                $"run-{run} 1,", $"collaboration-{hub.World.Collaboration} 1,", $"organisation-{hub.World.A} 1,", $"organisation-{hub.World.B} 1,",
                "user-2 1,", "user-4 1,", "reading.contents_read/1",
            ],
            named => Assert.Contains(named, index, StringComparison.Ordinal));
        Assert.DoesNotContain("alice", await Part(file.Bytes, "events.jsonl"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_range_has_just_that()
    {
        var (_, report) = await Checked("audit/export?from=3&to=9");

        Assert.Equal((3, 9, 7), (report.Manifest.From, report.Manifest.To, report.Manifest.Events));
    }

    [Fact]
    public async Task Without_a_choice_is_the_whole_log_as_it_is_now()
    {
        await hub.World.Ordered(hub.World.Alice, hub.World.B);
        var head = (long)(await Auditor.Get("audit/log?limit=1"))["head"];

        var (_, report) = await Checked("audit/export");

        Assert.InRange(report.Manifest.Events, head, long.MaxValue);
    }

    [Theory]
    [InlineData("audit/export?task=x", 400)]
    [InlineData("audit/export?task=1&from=1", 400)]
    [InlineData("audit/export?from=x", 400)]
    [InlineData("audit/export?from=5&to=4", 400)]
    [InlineData("audit/export?from=1&to=1000000", 400)]
    [InlineData("audit/export?task=4711", 404)]
    public async Task Is_refused_for_what_is_not_there(string path, int status)
    {
        var answer = await Auditor.Get(path);

        Assert.Equal((status, "application/problem+json"), (answer.Status, answer.Type));
    }

    [Fact]
    public async Task Is_for_auditors_only()
    {
        Assert.Equal(403, (await hub.World.Alice.Get("audit/export")).Status);
        Assert.Equal(401, (await hub.Anyone.Get("audit/export")).Status);
    }

    private async Task<((byte[] Bytes, string? Type) File, ExportReport Report)> Checked(string path)
    {
        var key = NoteKey.Parse((await Auditor.Read(HttpMethod.Get, "audit/key")).Trim());
        using var answer = await Auditor.Open(path);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode}");
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        var report = await new ExportCheck(new MemoryStream(bytes), key).Run(progress: null, CancellationToken.None);
        return ((bytes, answer.Content.Headers.ContentType?.MediaType), report);
    }

    private static async Task<string> Part(byte[] export, string name)
    {
        await using var zip = new ZipArchive(new MemoryStream(export));
        using var reader = new StreamReader(await zip.GetEntry(name)!.OpenAsync());
        return await reader.ReadToEndAsync();
    }
}
