using System.Text.Json;
using Plugin.Domain;
using Plugin.Domain.Alarms;
using Plugin.Domain.Nodes;
using Plugin.Domain.Runs;
using Plugin.Domain.Tasks;
using Plugin.EventLog;

namespace Plugin.Simulation.Checking;

/// <summary>The log as the model reads it.</summary>
internal sealed class Ledger
{
    private readonly Dictionary<TaskId, (long Position, TaskCreated Event)> _tasks = [];
    private readonly Dictionary<RunId, RunLife> _runs = [];
    private readonly List<(long Position, TaskId Task)> _kills = [];
    private readonly List<AlarmRaised> _alarms = [];

    public Ledger(IReadOnlyList<StoredEvent> events)
    {
        var versions = new Dictionary<string, long>(StringComparer.Ordinal);
        StoredEvent? former = null;
        foreach (var stored in events)
        {
            var version = versions[stored.Stream] = versions.GetValueOrDefault(stored.Stream) + 1;
            if (stored.Position != (former?.Position ?? 0) + 1 || stored.Version != version || stored.At < former?.At)
            {
                throw new BrokenPromiseException(
                    Rules.OneOrder, $"{stored.Position} {stored.Stream} version {stored.Version} at {stored.At:O} follows {former?.Position} at {former?.At:O}.");
            }

            former = stored;
            Enter(stored, EventCodec.Decode(stored.Name, stored.Data.Span));
        }
    }

    public IReadOnlyDictionary<TaskId, (long Position, TaskCreated Event)> Tasks => _tasks;

    public IReadOnlyDictionary<RunId, RunLife> Runs => _runs;

    public IReadOnlyList<(long Position, TaskId Task)> Kills => _kills;

    public IReadOnlyList<AlarmRaised> Alarms => _alarms;

    /// <summary>A key of a node was replaced, and with it perhaps the key that its station signs with.</summary>
    public bool HasKeyReset { get; private set; }

    /// <summary>Whether the first is the second, or was born below it.</summary>
    public bool Descends(TaskCreated task, TaskId root) =>
        task.Id == root || (task.Parent is { } parent && Descends(_tasks[parent].Event, root));

    private void Enter(StoredEvent stored, DomainEvent @event)
    {
        switch (@event)
        {
            case TaskCreated e:
                _tasks.Add(e.Id, (stored.Position, e));
                break;
            case TaskKilled:
                _kills.Add((stored.Position, new TaskId(IdIn(stored.Stream))));
                break;
            case RunCreated e:
                _runs.Add(e.Id, new RunLife(e, stored));
                break;
            case RunEvent e:
                _runs[new RunId(IdIn(stored.Stream))].Live(e, stored, ActorOf(stored));
                break;
            case NodeKeyReset:
                HasKeyReset = true;
                break;
            case AlarmRaised e:
                _alarms.Add(e);
                break;
        }
    }

    private static int IdIn(string stream) => int.Parse(stream.AsSpan(stream.IndexOf('-', StringComparison.Ordinal) + 1));

    private static string ActorOf(StoredEvent stored)
    {
        using var metadata = JsonDocument.Parse(stored.Metadata);
        return metadata.RootElement.GetProperty("actor").GetString()!;
    }
}
