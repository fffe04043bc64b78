using System.Text;
using Plugin.Api.Authentication;
using Plugin.Api.Http;
using Plugin.Contracts;
using Plugin.ReadModels.Runs;
using Plugin.Vault;
using Plugin.Vault.Blobs;

namespace Plugin.Api.Runs;

/// <summary>
/// Runs and results as the wire has them; the contents of a whole page come in one look-up. Whoever wants them says for whom: there is no
/// way to the contents that leaves no record.
/// </summary>
internal sealed class RunViews(Paths paths, RunQueries queries, BlobStore blobs, ReadingRecorder readings, FillRandom random)
{
    /// <summary>For one answer: where its large contents are put.</summary>
    public LateContents Late() => new(blobs, random);

    /// <param name="tasks">The whole tasks by id where the reader asked for them, else null.</param>
    public async Task<IReadOnlyList<Run>> Runs(
        CurrentCaller reader, IReadOnlyList<RunRow> rows, LateContents late, CancellationToken cancellationToken,
        IReadOnlyDictionary<int, TaskView>? tasks = null)
    {
        // A node gets the inputs of its own runs by claiming them, which is on record as such.
        await readings.Record(reader, rows.Where(row => reader is not NodeCaller node || row.NodeId != node.Node.Id), cancellationToken);
        var contents = await Contents(rows.SelectMany(row => (string?[])[row.InputId, row.LogId]), late, cancellationToken);
        var ports = (await queries.Ports([.. rows.Where(row => row.PortCount > 0).Select(row => row.Id)], cancellationToken))
            .ToLookup(port => port.RunId, port => new RunPort(port.Id, port.Port, port.Label));
        return
        [
            .. rows.Select(row => new Run(
                row.Id, row.Status, contents(row.InputId), contents(row.LogId), row.AssignedAt, row.StartedAt, row.FinishedAt,
                row.ErasedAt, IsStreamed(row.InputId), paths.Organization(row.OrganisationId),
                tasks is not null && tasks.TryGetValue(row.TaskId, out var task)
                    ? new ToOne<TaskView>(null, task with { Runs = null })
                    : paths.Task(row.TaskId),
                paths.Result(row.Id), NodeOf(row), [.. ports[row.Id]])),
        ];
    }

    public async Task<IReadOnlyList<Result>> Results(
        CurrentCaller reader, IReadOnlyList<RunRow> rows, LateContents late, CancellationToken cancellationToken)
    {
        await readings.Record(reader, rows.Where(row => row.ResultId is not null), cancellationToken);
        var contents = await Contents(rows.Select(row => row.ResultId), late, cancellationToken);
        return
        [
            .. rows.Select(row => new Result(
                row.Id, contents(row.ResultId), IsStreamed(row.ResultId), row.ErasedAt, paths.Run(row.Id), paths.Task(row.TaskId))),
        ];
    }

    public async Task<IReadOnlyList<TaskResult>> TaskResults(
        CurrentCaller reader, IReadOnlyList<RunRow> rows, LateContents late, CancellationToken cancellationToken)
    {
        await readings.Record(reader, rows.Where(row => row.ResultId is not null), cancellationToken);
        var contents = await Contents(rows.SelectMany(row => (string?[])[row.ResultId, row.LogId]), late, cancellationToken);
        return
        [
            .. rows.Select(row => new TaskResult(
                row.Id, row.Status, contents(row.ResultId), contents(row.LogId), row.AssignedAt, row.StartedAt, row.FinishedAt,
                IsStreamed(row.ResultId), paths.Organization(row.OrganisationId), paths.Task(row.TaskId), NodeOf(row))),
        ];
    }

    private static RunNode? NodeOf(RunRow row) =>
        row.NodeName is { } name ? new RunNode(row.NodeId, name, row.NodeStatus, row.NodeIp) : null;

    private static bool IsStreamed(string? content) => content is not null && StreamedContent.Is(content);

    private async Task<Func<string?, string?>> Contents(
        IEnumerable<string?> ids, LateContents late, CancellationToken cancellationToken)
    {
        string[] known = [.. ids.OfType<string>().Where(id => !StreamedContent.Is(id))];
        var contents = known.Length == 0 ? new Dictionary<string, FoundBlob>() : await blobs.ReadMany(known, cancellationToken);

        // A content that was erased is empty, as vantage6 has it after a clean-up; one that never was is null.
        return id => id is null ? null
            : StreamedContent.Is(id) ? StreamedContent.UuidOf(id)
            : !contents.TryGetValue(id, out var found) ? ""
            : found.Bytes is { } bytes ? Encoding.UTF8.GetString(bytes.Span)
            : late.Mark(id);
    }
}
