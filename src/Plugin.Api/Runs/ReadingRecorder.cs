using Plugin.Api.Authentication;
using Plugin.Domain;
using Plugin.Domain.Access;
using Plugin.Domain.Readings;
using Plugin.Grains;
using Plugin.Grains.Readings;
using Plugin.ReadModels.Runs;

namespace Plugin.Api.Runs;

/// <summary>
/// Puts on record who reads inputs and results, before they are sent. What this silo knows to be on record is not asked again within the
/// hour; the log itself knows what other silos have recorded.
/// </summary>
internal sealed class ReadingRecorder(IGrains grains, TimeProvider clock)
{
    /// <summary>Beyond it the memory begins anew, and the log is asked again.</summary>
    private const int MostRemembered = 50_000;

    private readonly Lock _lock = new();
    private readonly HashSet<(string Reader, int Task)> _known = [];
    private DateTimeOffset _hour;

    /// <param name="rows">The runs whose inputs or results go out.</param>
    /// <exception cref="EventLog.LogUnavailableException">It is not on record, so nothing may be sent.</exception>
    public async Task Record(CurrentCaller reader, IEnumerable<RunRow> rows, CancellationToken cancellationToken)
    {
        var unknown = rows.DistinctBy(row => row.TaskId).Where(row => !IsKnown(reader, row.TaskId));

        // An append has one metadata, and with it one rule.
        foreach (var granted in unknown.GroupBy(row => RuleOf(reader, row)).ToArray())
        {
            TaskOfReading[] tasks = [.. granted.Select(row => new TaskOfReading(new TaskId(row.TaskId), new CollaborationId(row.CollaborationId)))];
            var answer = await grains.Ask(new RecordReadings(reader.By(granted.Key), tasks), cancellationToken);
            Remember(reader, tasks, answer.Value);
        }
    }

    private static int? RuleOf(CurrentCaller reader, RunRow row) =>
        (reader.May(Operation.View, RunEndpoints.TargetOf(row)) as Permission.Granted)?.Rule;

    private bool IsKnown(CurrentCaller reader, int task)
    {
        lock (_lock)
        {
            return _hour == ReadingId.HourOf(clock.GetUtcNow()) && _known.Contains((reader.Actor, task));
        }
    }

    private void Remember(CurrentCaller reader, TaskOfReading[] tasks, DateTimeOffset hour)
    {
        lock (_lock)
        {
            if (hour < _hour)
            {
                return;
            }

            if (hour > _hour || _known.Count + tasks.Length > MostRemembered)
            {
                _known.Clear();
                _hour = hour;
            }

            _known.UnionWith(tasks.Select(task => (reader.Actor, task.Task.Value)));
        }
    }
}
