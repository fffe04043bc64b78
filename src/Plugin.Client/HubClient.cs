using System.Runtime.CompilerServices;
using Plugin.Contracts;
using Plugin.Contracts.Audit;
using Plugin.Contracts.Hub;

namespace Plugin.Client;

/// <summary>
/// The vantage6 resources and the audit pages, typed. Reading is repeated after a passing failure; creating is not, because a lost answer may
/// have created.
/// </summary>
public sealed class HubClient(HubConnection hub)
{
    private const int PageSize = 100;

    public Task<ServerVersion> Version(CancellationToken cancellationToken) => hub.Get<ServerVersion>("version", cancellationToken);

    /// <summary>How the hub itself is doing; for those who may receive events globally.</summary>
    public Task<HubStatus> Status(CancellationToken cancellationToken) => hub.Get<HubStatus>(HubRoutes.Silos, cancellationToken);

    public Task<ServerHealth> Health(CancellationToken cancellationToken) => hub.Get<ServerHealth>("health", cancellationToken);

    public Task<Organization> Organization(int id, CancellationToken cancellationToken) =>
        hub.Get<Organization>($"organization/{id}", cancellationToken);

    public IAsyncEnumerable<Organization> Organizations(CancellationToken cancellationToken) =>
        All<Organization>("organization", "", cancellationToken);

    public Task<Organization> Create(NewOrganization organization, CancellationToken cancellationToken) =>
        hub.Post<Organization>("organization", Json.Of(organization), Repeat.Never, cancellationToken);

    public Task<Organization> Change(int id, OrganizationPatch organization, CancellationToken cancellationToken) =>
        hub.Call<Organization>(HttpMethod.Patch, $"organization/{id}", Json.Of(organization), Repeat.Safe, cancellationToken);

    public Task<Collaboration> Collaboration(int id, CancellationToken cancellationToken) =>
        hub.Get<Collaboration>($"collaboration/{id}", cancellationToken);

    public IAsyncEnumerable<Collaboration> Collaborations(CancellationToken cancellationToken) =>
        All<Collaboration>("collaboration", "", cancellationToken);

    public Task<Collaboration> Create(NewCollaboration collaboration, CancellationToken cancellationToken) =>
        hub.Post<Collaboration>("collaboration", Json.Of(collaboration), Repeat.Never, cancellationToken);

    public Task<User> User(int id, CancellationToken cancellationToken) => hub.Get<User>($"user/{id}", cancellationToken);

    public IAsyncEnumerable<User> Users(CancellationToken cancellationToken) => All<User>("user", "", cancellationToken);

    public Task<User> Create(NewUser user, CancellationToken cancellationToken) =>
        hub.Post<User>("user", Json.Of(user), Repeat.Never, cancellationToken);

    /// <summary>The roles that may be given to users; a new user's <c>roles</c> are their ids.</summary>
    public IAsyncEnumerable<Role> Roles(CancellationToken cancellationToken) => All<Role>("role", "", cancellationToken);

    public Task<Node> Node(int id, CancellationToken cancellationToken) => hub.Get<Node>($"node/{id}", cancellationToken);

    public IAsyncEnumerable<Node> Nodes(CancellationToken cancellationToken) => All<Node>("node", "", cancellationToken);

    /// <summary>The answer is the only one that ever shows the node's key.</summary>
    public Task<Node> Create(NewNode node, CancellationToken cancellationToken) =>
        hub.Post<Node>("node", Json.Of(node), Repeat.Never, cancellationToken);

    public Task<TaskView> Create(NewTask task, CancellationToken cancellationToken) =>
        hub.Post<TaskView>("task", Json.Of(task), Repeat.Never, cancellationToken);

    public Task<TaskView> Task(int id, CancellationToken cancellationToken) => hub.Get<TaskView>($"task/{id}", cancellationToken);

    public IAsyncEnumerable<TaskView> Tasks(CancellationToken cancellationToken) => All<TaskView>("task", "", cancellationToken);

    public IAsyncEnumerable<TaskView> Subtasks(int parent, CancellationToken cancellationToken) =>
        All<TaskView>("task", $"parent_id={parent}", cancellationToken);

    public async Task<string> TaskStatus(int id, CancellationToken cancellationToken) =>
        (await hub.Get<TaskStatusView>($"task/{id}/status", cancellationToken)).Status;

    public Task<Message> Kill(int task, CancellationToken cancellationToken) =>
        hub.Post<Message>("kill/task", Json.Of(new IdBody(task)), Repeat.Never, cancellationToken);

    /// <summary>For good. Repeated after a passing failure: erasing again is harmless.</summary>
    public Task<Message> EraseUser(int id, CancellationToken cancellationToken) =>
        hub.Call<Message>(HttpMethod.Post, ErasureRoutes.User(id), null, Repeat.Safe, cancellationToken);

    public Task<Message> EraseTask(int id, CancellationToken cancellationToken) =>
        hub.Call<Message>(HttpMethod.Post, ErasureRoutes.Task(id), null, Repeat.Safe, cancellationToken);

    public Task<Run> Run(int id, CancellationToken cancellationToken) => hub.Get<Run>($"run/{id}", cancellationToken);

    public IAsyncEnumerable<Run> Runs(int task, CancellationToken cancellationToken) =>
        All<Run>("run", $"task_id={task}", cancellationToken);

    public Task<Result> Result(int id, CancellationToken cancellationToken) => hub.Get<Result>($"result/{id}", cancellationToken);

    public IAsyncEnumerable<Result> Results(int task, CancellationToken cancellationToken) =>
        All<Result>("result", $"task_id={task}", cancellationToken);

    /// <summary>Everything that happened to a task, its runs and its subtasks, in the log's order.</summary>
    public IAsyncEnumerable<AuditEvent> TaskEvents(int task, CancellationToken cancellationToken) =>
        Events(AuditRoutes.Task(task), cancellationToken);

    public IAsyncEnumerable<AuditEvent> StreamEvents(string stream, CancellationToken cancellationToken) =>
        Events(AuditRoutes.Stream(Uri.EscapeDataString(stream)), cancellationToken);

    public Task<EventPage> Log(long after, int limit, CancellationToken cancellationToken) =>
        hub.Get<EventPage>($"{AuditRoutes.Log}?after={after}&limit={limit}", cancellationToken);

    private async IAsyncEnumerable<AuditEvent> Events(string route, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (long? after = 0; after is not null;)
        {
            var page = await hub.Get<EventPage>($"{route}?after={after}&limit=1000", cancellationToken);
            foreach (var @event in page.Events)
            {
                yield return @event;
            }

            after = page.Next;
        }
    }

    private async IAsyncEnumerable<T> All<T>(string route, string filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = filter.Length == 0 ? "" : filter + "&";
        for (var page = 1; ; page++)
        {
            var list = await hub.Get<ListOf<T>>($"{route}?{query}page={page}&per_page={PageSize}", cancellationToken);
            foreach (var item in list.Data)
            {
                yield return item;
            }

            if (list.Links.Next is null)
            {
                yield break;
            }
        }
    }
}
