using System.Collections.Concurrent;
using System.Diagnostics;
using Plugin.Api.Collaborations;
using Plugin.Contracts;
using Plugin.Domain;
using Plugin.Domain.Access;
using Plugin.Domain.AlgorithmStores;
using Plugin.Domain.Collaborations;
using Plugin.Domain.Nodes;
using Plugin.Domain.Roles;
using Plugin.Domain.Runs;
using Plugin.Domain.Studies;
using Plugin.Domain.Tasks;
using Plugin.Domain.Users;
using Plugin.EventLog;
using Plugin.ReadModels.Collaborations;
using Plugin.ReadModels.Nodes;

namespace Plugin.Api.Live;

/// <summary>
/// Whom a thing that changed is to be told to, from the log rather than from the lists: what is retired is in no list any more, and those who saw
/// it have to be told that it is gone.
/// </summary>
internal sealed class Audiences(IEventLog log, NodeQueries nodes, CollaborationQueries collaborations)
{
    private const int MostRemembered = 50_000;

    private readonly ConcurrentDictionary<int, Target> _tasks = [];
    private readonly ConcurrentDictionary<int, (int Task, Target Target)> _runs = [];

    /// <summary>Most of what changes are new tasks and their runs; who has seen them created need not look them up.</summary>
    public void Learn(TaskCreated created)
    {
        if (_runs.Count > MostRemembered)
        {
            _tasks.Clear();
            _runs.Clear();
        }

        _tasks[created.Id.Value] = Target.Task(created.Collaboration, created.InitOrganisation, created.InitUser, created.Job);
        foreach (var run in created.Runs)
        {
            _runs[run.Run.Value] = (created.Id.Value, Target.Run(created.Collaboration, run.Organisation, created.InitUser, created.Job));
        }
    }

    public async Task<Told?> Of(Thing thing, CancellationToken cancellationToken)
    {
        var notice = new LiveNotice(thing.Kind) { Id = thing.Id };
        switch (thing.Kind)
        {
            case LiveKinds.Task:
                return await Task(thing.Id, cancellationToken) is { } task ? Within(notice, task) : null;
            case LiveKinds.Run:
                return await Run(thing.Id, cancellationToken) is var (of, run) ? Within(notice with { Task = of }, run) : null;
            case LiveKinds.Node:
                return await Node(thing.Id, cancellationToken) is { } node ? Within(notice, node) : null;
            case LiveKinds.Collaboration:
                return new Told(notice, await Collaboration(thing.Id, cancellationToken)) { IsAboutRights = true };
            case LiveKinds.Organization:
                return new Told(notice, await collaborations.TargetOf(thing.Id, cancellationToken)) { IsAboutRights = true };
            case LiveKinds.User:
                var user = (await First<UserCreated>(new UserId(thing.Id).ToString(), cancellationToken)).Organisation;
                return new Told(notice, Target.User(new UserId(thing.Id), user, await collaborations.IdsOf(user.Value, cancellationToken))) { IsAboutRights = true };
            case LiveKinds.Role:
                var owner = (await First<RoleCreated>(new RoleId(thing.Id).ToString(), cancellationToken)).Organisation;
                return new Told(notice, Target.Role(new RoleId(thing.Id), owner, await collaborations.IdsOf(owner.Value, cancellationToken))) { IsAboutRights = true };
            case LiveKinds.Study:
                return Within(notice, await Study(thing.Id, cancellationToken));
            case LiveKinds.Store:
                return await Store(notice, cancellationToken);
            case LiveKinds.Alarm:
                return new Told(notice with { Id = null }, null, Audience.Auditors);
            default:
                throw new UnreachableException($"{thing.Kind} is no kind of thing.");
        }
    }

    private static Told Within(LiveNotice notice, Target target) => new(
        notice with { Collaboration = target.Collaborations is [var only] ? only.Value : null }, target);

    private async Task<Target?> Task(int id, CancellationToken cancellationToken)
    {
        if (!_tasks.ContainsKey(id))
        {
            Learn(await First<TaskCreated>(new TaskId(id).ToString(), cancellationToken));
        }

        return _tasks.GetValueOrDefault(id);
    }

    private async Task<(int Task, Target Target)?> Run(int id, CancellationToken cancellationToken)
    {
        if (!_runs.ContainsKey(id))
        {
            await Task((await First<RunCreated>(new RunId(id).ToString(), cancellationToken)).Task.Value, cancellationToken);
        }

        return _runs.TryGetValue(id, out var known) ? known : null;
    }

    private async Task<Target?> Node(int id, CancellationToken cancellationToken)
    {
        if (await nodes.Find(id, cancellationToken) is { } row)
        {
            return Target.Node(
                new OrganisationId(row.OrganisationId), row.CollaborationId is { } within ? new CollaborationId(within) : null);
        }

        var created = await First<NodeCreated>(new NodeId(id).ToString(), cancellationToken);
        return Target.Node(created.Organisation, created.Collaboration);
    }

    /// <summary>Whoever was ever a member: those who were taken out are told so as well.</summary>
    private async Task<Target> Collaboration(int id, CancellationToken cancellationToken)
    {
        var events = await Events(new CollaborationId(id).ToString(), cancellationToken);
        return Target.Collaboration(new CollaborationId(id), events.SelectMany(@event => @event switch
        {
            CollaborationCreated created => created.Organisations.AsEnumerable(),
            MemberAdded added => [added.Organisation],
            _ => [],
        }).Distinct().ToValueList());
    }

    private async Task<Target> Study(int id, CancellationToken cancellationToken)
    {
        var events = await Events(new StudyId(id).ToString(), cancellationToken);
        return Target.Study(events.OfType<StudyCreated>().Single().Collaboration, events.SelectMany(@event => @event switch
        {
            StudyCreated created => created.Organisations.AsEnumerable(),
            StudyOrganisationAdded added => [added.Organisation],
            _ => [],
        }).Distinct().ToValueList());
    }

    private async Task<Told> Store(LiveNotice notice, CancellationToken cancellationToken)
    {
        var events = await Events(new AlgorithmStoreId((int)notice.Id!).ToString(), cancellationToken);
        CollaborationId?[] places =
        [
            .. events.OfType<AlgorithmStoreLinked>().Select(linked => linked.Collaboration),
            .. events.OfType<AlgorithmStoreMoved>().Select(moved => moved.Collaboration),
        ];
        // Those who saw it where it was before are told that it is gone from there.
        return places is [{ } only]
            ? new Told(notice with { Collaboration = only.Value }, await Collaboration(only.Value, cancellationToken))
            : new Told(notice, null, Audience.Members);
    }

    private async Task<T> First<T>(string stream, CancellationToken cancellationToken)
        where T : DomainEvent =>
        (await Events(stream, cancellationToken)).OfType<T>().First();

    private async Task<IReadOnlyList<DomainEvent>> Events(string stream, CancellationToken cancellationToken) =>
        [.. (await log.ReadStream(stream, 0, cancellationToken)).Select(stored => EventCodec.Decode(stored.Name, stored.Data.Span))];
}
