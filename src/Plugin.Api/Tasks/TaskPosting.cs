using System.Buffers.Text;
using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Http;
using Plugin.Api.AlgorithmStores;
using Plugin.Api.Authentication;
using Plugin.Api.Http;
using Plugin.Domain;
using Plugin.Domain.Access;
using Plugin.Grains;
using Plugin.Grains.Runs;
using Plugin.Grains.Tasks;
using Plugin.ReadModels.Nodes;
using Plugin.ReadModels.Organisations;
using Plugin.ReadModels.Tasks;
using Plugin.Vault.Blobs;
using TaskRefusals = Plugin.Domain.Tasks.TaskRefusals;

namespace Plugin.Api.Tasks;

/// <summary>The order of a task, by a user or by the container of a run.</summary>
internal sealed class TaskPosting(
    IGrains grains, TaskQueries tasks, TaskPlaces places, NodeQueries nodes, OrganisationQueries organisations, BlobStore blobs,
    TaskStores stores, TaskViews views, ApiOptions options)
{
    private const string AllowedUsers = "allowed_users";
    private const string AllowedOrganisations = "allowed_orgs";
    private const int IvBytes = 16;

    public static async Task<IResult> Create(
        HttpContext http, TaskPosting posting, StoreAuthorization authorization, ApiOptions options, CancellationToken cancellationToken)
    {
        var body = await Body.Read(http, options.MaxTaskBody, cancellationToken);
        var order = TaskOrder.Read(body);
        var key = Answers.IdempotencyKey(http);
        var caller = CurrentCaller.Of(http);
        return body.Invalid() ?? await posting.Post(caller, authorization.Of(http, caller), order, key, cancellationToken);
    }

    /// <summary>What is wrong with the address is told before what the caller may not do, and that before what is wrong with the inputs.</summary>
    /// <param name="authorization">The caller's header, which a store that the order names is shown.</param>
    public async Task<IResult> Post(
        CurrentCaller caller, string authorization, TaskOrder order, string? key, CancellationToken cancellationToken)
    {
        var place = await places.Of(order, cancellationToken);
        if (!place.IsThere)
        {
            return place.Refused;
        }

        var collaboration = place.Collaboration;

        // Before anything of it is stored: inputs may be large, and nobody fills the vault with tasks they may not order.
        var (by, refused) = caller switch
        {
            UserCaller user => await Check(user, collaboration.Id, order, cancellationToken),
            ContainerCaller container => Check(container, collaboration.Id),
            _ => throw new UnreachableException("Nodes order no tasks."),
        };
        var image = by is not null && caller is UserCaller
            ? await stores.Ask(authorization, order, collaboration.Id, cancellationToken)
            : new TaskImage(order.Image, null, null);
        if (by is not null && image.Refused is null)
        {
            refused = await Unreadable(order.Inputs, collaboration.Encrypted, cancellationToken);
        }

        if (by is null || image.Refused is not null || refused is not null)
        {
            var address = await grains.Ask(
                new CheckAddress(
                    caller.By(), new CollaborationId(collaboration.Id), place.Study,
                    [.. order.Inputs.Select(input => new OrganisationId(input.Organisation))]),
                cancellationToken);
            return address.Refusal is { } wrong ? Refused(caller, wrong) : image.Refused ?? Refused(caller, refused!);
        }

        var runs = new List<RunRequest>();
        foreach (var (organisation, input) in order.Inputs)
        {
            runs.Add(new RunRequest(
                new OrganisationId(organisation),
                Streamed(input) is { } streamed ? Content.Stored(streamed) : await Content.Of(Encoding.UTF8.GetBytes(input), blobs, cancellationToken)));
        }

        var request = new TaskRequest(
            new CollaborationId(collaboration.Id), image.Image, order.Name, order.Description, order.Databases, runs)
        {
            Study = place.Study,
            Store = image.Store,
        };
        Command<CreatedTask> command = caller is ContainerCaller { Run: var run }
            ? new CreateSubtask(by, new RunId(run.Id), run.Attempt, request) { IdempotencyKey = key }
            : new CreateTask(by, ((UserCaller)caller).As.Id, caller.Access.Organisation, request) { IdempotencyKey = key };
        var answer = await grains.Ask(command, cancellationToken);
        return answer.Refusal is { } refusal
            ? Refused(caller, refusal)
            : Answers.Created(views.Of((await tasks.Find(answer.Value.Task.Value, cancellationToken))!));
    }

    private async Task<(CallContext? By, Refusal? Refused)> Check(
        UserCaller user, int collaboration, TaskOrder order, CancellationToken cancellationToken)
    {
        var addressed = await nodes.Of(collaboration, [.. order.Inputs.Select(i => i.Organisation)], cancellationToken);
        if (addressed.Any(IsChoosy))
        {
            var own = await organisations.Find(user.User.OrganisationId, cancellationToken);
            if (addressed.FirstOrDefault(node => IsChoosy(node) && !Welcomes(node, user, own?.Name)) is { } closed)
            {
                return (null, new Refusal(
                    RefusalKind.Invalid, "node.not_shared", $"The node of organization {closed.OrganisationId} takes no tasks from you."));
            }
        }

        return user.May(Operation.Create, Target.NewTask(new CollaborationId(collaboration))) switch
        {
            Permission.Granted granted => (user.By(granted.Rule), null),
            Permission.Refused refused => (null, refused.Refusal),
            _ => throw new UnreachableException("A permission is granted or refused."),
        };
    }

    private static (CallContext? By, Refusal? Refused) Check(ContainerCaller container, int collaboration) =>
        collaboration == container.Run.CollaborationId
            ? (container.By(), null)
            : (null, new Refusal(RefusalKind.Forbidden, "task.other_collaboration", "A subtask belongs to its parent's collaboration."));

    /// <summary>Containers get 401 for whatever their parent does not allow; a wrong address stays a wrong address.</summary>
    private static IResult Refused(CurrentCaller caller, Refusal refusal) =>
        refusal == TaskRefusals.StoreOfOtherCollaboration ? TaskStores.OfOtherCollaboration
        : caller is ContainerCaller && refusal.Kind is RefusalKind.Conflict or RefusalKind.Finished
            ? ErrorShapes.Message(StatusCodes.Status401Unauthorized, refusal.Reason)
            : ErrorShapes.Message(refusal);

    /// <summary>A node may have told which users or organizations (ids or names) it works for; one that told nothing works for all.</summary>
    public static bool IsChoosy(NodeRow node) => node.Facts.Any(fact => fact.Key is AllowedUsers or AllowedOrganisations);

    public static bool Welcomes(NodeRow node, UserCaller user, string? organisation) => node.Facts.Any(fact => fact.Key switch
    {
        AllowedUsers => fact.Value == user.User.Id.ToString(),
        AllowedOrganisations => fact.Value == user.User.OrganisationId.ToString() || fact.Value == organisation,
        _ => false,
    });

    private string? Streamed(string input) => options.Blobstream ? StreamedContent.IdOf(input) : null;

    private async Task<Refusal?> Unreadable(IReadOnlyList<OrganisationInput> inputs, bool encrypted, CancellationToken cancellationToken)
    {
        var uploads = new HashSet<string>();
        foreach (var (organisation, input) in inputs)
        {
            if (Streamed(input) is { } id)
            {
                // An upload is one content of one run: naming it again would hand it to whoever may see the other run.
                if (!uploads.Add(id) || await blobs.Find(id, cancellationToken) is not null)
                {
                    return new Refusal(
                        RefusalKind.Invalid, "content.named_twice", $"The upload for organization {organisation} is the input of another run already.");
                }
            }
            else if (!IsReadable(input, encrypted))
            {
                return new Refusal(
                    RefusalKind.Invalid, "task.unreadable_input",
                    encrypted
                        ? $"The input for organization {organisation} is not encrypted (key$iv$data), but the collaboration is."
                        : $"The input for organization {organisation} is not base64, as an unencrypted collaboration needs it.");
            }
        }

        return null;
    }

    private static bool IsReadable(string input, bool encrypted) =>
        encrypted
            ? input.Split('$') is [{ Length: > 0 } key, var iv, var content] && Base64.IsValid(key) && Base64.IsValid(content)
                && Base64.IsValid(iv, out var bytes) && bytes == IvBytes
            : Base64.IsValid(input);
}
