using Plugin.Domain;
using Plugin.Domain.Access;
using Plugin.Domain.Readings;
using Plugin.Domain.Tasks;
using Plugin.EventLog;

namespace Plugin.ReadModels.Replay;

/// <summary>
/// Who could see a run's result at some moment, by the access table and the state of that moment, and who did read of its task up to
/// there. Found from the streams of users and collaborations, and those of the run's own job.
/// </summary>
/// <param name="Position">The last event that counts.</param>
public sealed record RunReaders(
    RunId Run, TaskId Task, long Position, IReadOnlyList<PossibleReader> CouldSee, IReadOnlyList<RecordedReader> DidRead)
{
    /// <summary>Null when there never was such a run. At a moment when it was not there, or its task retired, nobody could see it.</summary>
    /// <exception cref="UnknownEventException">A newer version wrote one of the events.</exception>
    public static async Task<RunReaders?> Of(IEventLog log, RunId run, AsOf asOf, CancellationToken cancellationToken)
    {
        var past = new Past(log, await asOf.Position(log, cancellationToken));
        if (await log.ReadStream(run.ToString(), 0, cancellationToken) is not [var first, ..]
            || EventCodec.Decode(first.Name, first.Data.Span) is not Domain.Runs.RunCreated created)
        {
            return null;
        }

        var task = first.Position <= past.Position ? await past.Task(created.Task, cancellationToken) : FederatedTask.Initial;
        return new RunReaders(
            run, created.Task, past.Position,
            task is FederatedTask.Existing { Order: var order }
                ? await CouldRead(past, Target.Run(created.Collaboration, created.Organisation, order.InitUser, order.Job), order, cancellationToken)
                : [],
            await Readings(past, created.Task, cancellationToken));
    }

    private static async Task<IReadOnlyList<PossibleReader>> CouldRead(
        Past past, Target target, TaskOrder task, CancellationToken cancellationToken)
    {
        var collaborations = await past.Collaborations(cancellationToken);
        var known = await past.Roles(cancellationToken);
        var readers = new List<PossibleReader>();
        foreach (var user in await past.Users(cancellationToken))
        {
            Role[] roles = [.. user.Roles.Where(known.ContainsKey).Select(role => known[role])];
            var rules = Role.Effective(roles.Select(role => role.Rules), user.Rules);
            Add(new Caller.OfUser(user.Id, user.Organisation, collaborations.Of(user.Organisation), rules), $"user:{user.Id.Value}", roles);
        }

        foreach (var node in collaborations.Nodes)
        {
            var caller = new Caller.OfNode(node.Id, node.Organisation, node.Collaboration);
            if (Permissions.Allows(caller, Operation.View, target) is Permission.Granted && !await past.IsRetired(node.Id, cancellationToken))
            {
                Add(caller, $"node:{node.Id.Value}", [Role.Node]);
            }
        }

        foreach (var (run, attempt) in await past.RunningIn(task.Job, cancellationToken))
        {
            Add(
                new Caller.OfContainer(run.Node, run.Organisation, run.Collaboration, run.Task, task.Job), $"run:{run.Id.Value}/{attempt}",
                [Role.Container]);
        }

        return readers;

        void Add(Caller caller, string who, IReadOnlyList<Role> roles)
        {
            if (Permissions.Allows(caller, Operation.View, target) is Permission.Granted { Rule: { } rule })
            {
                readers.Add(new PossibleReader(
                    who, caller.Organisation, Rule.Of(rule), [.. roles.Where(role => role.Rules.Contains(rule)).Select(role => role.Name)]));
            }
        }
    }

    private static async Task<IReadOnlyList<RecordedReader>> Readings(Past past, TaskId task, CancellationToken cancellationToken) =>
    [
        .. (await past.Under($"reading-{task.Value}-", cancellationToken)).Select(stored => EventCodec.Decode(stored.Name, stored.Data.Span) is ContentsRead read
            ? new RecordedReader(read.Reader, stored.Position, stored.At, EventAuthor.Of(stored).Rule)
            : null).OfType<RecordedReader>(),
    ];
}

/// <param name="Who">As in an event's metadata: <c>user:4</c>, <c>node:7</c>, <c>run:33/2</c>.</param>
/// <param name="Rule">The narrowest that let them.</param>
/// <param name="Roles">The names of their roles that had it; none when they had it as an extra rule.</param>
public sealed record PossibleReader(string Who, OrganisationId Organisation, Rule Rule, IReadOnlyList<string> Roles);

/// <summary>Inputs or results of the task were sent to a reader for the first time in an hour.</summary>
public sealed record RecordedReader(string Who, long Position, DateTimeOffset At, int? Rule);
