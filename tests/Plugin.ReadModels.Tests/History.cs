using System.Security.Cryptography;
using Plugin.Domain;
using Plugin.Domain.Access;
using Plugin.Domain.Collaborations;
using Plugin.Domain.Nodes;
using Plugin.Domain.Organisations;
using Plugin.Domain.Runs;
using Plugin.Domain.Tasks;
using Plugin.Domain.Users;
using Plugin.EventLog;
using Plugin.Vault.Seals;

namespace Plugin.ReadModels.Tests;

/// <summary>
/// A small hub's history, appended event by event: organisations 1 (with user 1) and 2 in collaboration 1 with nodes 11 and 12, organisation 3
/// outside it.
/// </summary>
internal sealed class History(IStore store, SealedFields seals)
{
    public static readonly DateTimeOffset At = new(2026, 3, 3, 10, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<string, long> _versions = [];

    public static CollaborationId Collaboration { get; } = new(1);

    public static ValueList<CollaborationId> Collaborations { get; } = [Collaboration];

    public static Caller.OfUser Researcher { get; } = new(new UserId(1), new OrganisationId(1), Collaborations, Role.Researcher.Rules);

    public async Task Begin()
    {
        foreach (var id in (int[])[1, 2, 3])
        {
            await Append($"organisation-{id}", new OrganisationCreated(
                new OrganisationId(id), $"Hospital {id}", "", "", "", "", id == 3 ? "BE" : "NL", "", At));
        }

        await Append("collaboration-1", new CollaborationCreated(
            Collaboration, "Study group", false, [new OrganisationId(1), new OrganisationId(2)], At));
        foreach (var (node, organisation) in ((int, int)[])[(11, 1), (12, 2)])
        {
            await Append($"node-{node}", new NodeCreated(new NodeId(node), $"Node {organisation}", new OrganisationId(organisation), Collaboration, At));
            await Append("collaboration-1", new NodeRegistered(new NodeId(node), new OrganisationId(organisation), At));
        }

        await User(1, organisation: 1, "alice");
    }

    public async Task User(int id, int organisation, string name)
    {
        var key = seals.NewKey($"user-{id}");
        await Append(
            $"user-{id}", [key],
            new UserCreated(
                new UserId(id), new OrganisationId(organisation), Seal(key, name), Seal(key, $"{name}@example.org"), null, null, [5], [], At));
    }

    /// <summary>A task of user 1 with runs at both nodes: run ids are ten times the task's and one more.</summary>
    public async Task Task(int id, string name = "A task", string label = "default")
    {
        var key = seals.NewKey($"task-{id}");
        ValueList<TaskRun> runs =
        [
            new(new RunId(id * 10), new OrganisationId(1), new NodeId(11)), new(new RunId((id * 10) + 1), new OrganisationId(2), new NodeId(12)),
        ];
        await Append($"task-{id}", [key], new TaskCreated(
            new TaskId(id), Collaboration, new OrganisationId(1), new UserId(1), new TaskId(id), null, null, "image:1", Seal(key, name),
            Seal(key, ""), [new TaskDatabase(Seal(key, label), Seal(key, """{"query":"select 1"}"""))], runs, At));
        foreach (var run in runs)
        {
            await Append(run.Run.ToString(), new RunCreated(
                run.Run, new TaskId(id), Collaboration, run.Organisation, run.Node, new BlobRef($"input-{run.Run.Value}", "00", 4), At));
        }
    }

    public Task Claimed(int run, int attempt = 1) =>
        Append($"run-{run}", new RunClaimed(Collaboration, new NodeId(run % 10 == 0 ? 11 : 12), attempt, At.AddSeconds(1)));

    public Task Started(int run, int attempt = 1) => Append($"run-{run}", new RunStarted(Collaboration, attempt, null, At.AddSeconds(2)));

    public async Task Ended(int run, RunOutcome outcome, int attempt = 1) => await Append($"run-{run}", new RunEnded(
        Collaboration, new TaskId(run / 10), attempt, outcome, RunCauses.Reported(await Words(run / 10, "Because.")), outcome == RunOutcome.Completed ? new BlobRef($"result-{run}", "00", 2) : null, null,
        At.AddSeconds(3)));

    public Task Append(string stream, DomainEvent @event) => Append(stream, [], @event);

    public Task Erase(string owner) => store.Vault.Write([new VaultWrite(SealedFields.KeyKind, owner, null)], CancellationToken.None);

    private async Task Append(string stream, IReadOnlyList<VaultWrite> vault, DomainEvent @event)
    {
        var (name, data) = EventCodec.Encode(@event);
        var version = _versions.GetValueOrDefault(stream);
        var append = new Append
        {
            Streams = [new StreamAppend(stream, version, [new NewEvent(name, data, """{"actor":"user:1"}"""u8.ToArray())])],
            Vault = vault,
        };
        await store.Log.Append(append, CancellationToken.None);
        _versions[stream] = version + 1;
    }

    private async Task<Sealed> Words(int task, string words) =>
        new(await seals.Seal(store.Vault, $"task-{task}", words, CancellationToken.None));

    private Sealed Seal(VaultWrite key, string text) => new(seals.Seal(key, text));

    public static SealedFields NewSeals() => new(RandomNumberGenerator.Fill);
}
