using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Plugin.Api.Authentication;
using Plugin.Api.Collaborations;
using Plugin.Api.Http;
using Plugin.Domain;
using Plugin.Domain.Access;
using Plugin.Grains;
using Plugin.Grains.Runs;
using Plugin.Grains.Tasks;
using Plugin.ReadModels.Collaborations;
using Plugin.ReadModels.Nodes;
using Plugin.ReadModels.Organisations;
using Plugin.ReadModels.Tasks;
using Plugin.Vault.Blobs;

namespace Plugin.Api.Tasks;

/// <summary>The order of a task, by a user or by the container of a run.</summary>
internal static class TaskPosting
{
    public static async Task<IResult> Create(
        HttpContext http, IGrains grains, TaskQueries tasks, CollaborationQueries collaborations, NodeQueries nodes,
        OrganisationQueries organisations, BlobStore blobs, TaskViews views, ApiOptions options, CancellationToken cancellationToken)
    {
        var caller = CurrentCaller.Of(http);
        var body = await Body.Read(http, options.MaxTaskBody, cancellationToken);
        var order = TaskOrder.Read(body);
        if (body.Invalid() is { } invalid)
        {
            return invalid;
        }

        if (await collaborations.Find(order.Collaboration, cancellationToken) is not { } collaboration)
        {
            return CollaborationEndpoints.Missing(order.Collaboration);
        }

        if (order.Inputs.FirstOrDefault(input => !IsReadable(input.Input, collaboration.Encrypted)) is { } unreadable)
        {
            return ErrorShapes.Message(
                StatusCodes.Status400BadRequest,
                collaboration.Encrypted
                    ? $"The input for organization {unreadable.Organisation} is not encrypted (key$iv$data), but the collaboration is."
                    : $"The input for organization {unreadable.Organisation} is not base64, as an unencrypted collaboration needs it.");
        }

        var runs = new List<RunRequest>();
        foreach (var (organisation, input) in order.Inputs)
        {
            runs.Add(new RunRequest(
                new OrganisationId(organisation), await Content.Of(Encoding.UTF8.GetBytes(input), blobs, cancellationToken)));
        }

        var request = new TaskRequest(
            new CollaborationId(order.Collaboration), order.Image, order.Name, order.Description, order.Databases, runs);
        var answer = caller switch
        {
            UserCaller user => await ByUser(user),
            ContainerCaller container => await ByContainer(container),
            _ => throw new System.Diagnostics.UnreachableException("Nodes order no tasks."),
        };
        return answer.Refusal is { } refusal
            ? Refused(caller, refusal)
            : Answers.Created(views.Of((await tasks.Find(answer.Value.Task.Value, cancellationToken))!));

        async Task<Answer<CreatedTask>> ByUser(UserCaller user)
        {
            var own = await organisations.Find(user.User.OrganisationId, cancellationToken);
            var addressed = await nodes.Of(order.Collaboration, [.. order.Inputs.Select(i => i.Organisation)], cancellationToken);
            if (addressed.FirstOrDefault(node => !Welcomes(node, user, own?.Name)) is { } closed)
            {
                return new Refusal(
                    RefusalKind.Invalid, "node.not_shared", $"The node of organization {closed.OrganisationId} takes no tasks from you.");
            }

            return user.May(Operation.Create, Target.NewTask(new CollaborationId(order.Collaboration))) switch
            {
                Permission.Granted granted => await grains.Ask(
                    new CreateTask(user.By(granted.Rule), user.As.Id, user.As.Organisation, request)
                    {
                        IdempotencyKey = Answers.IdempotencyKey(http),
                    },
                    cancellationToken),
                Permission.Refused refused => refused.Refusal,
                _ => throw new System.Diagnostics.UnreachableException("A permission is granted or refused."),
            };
        }

        async Task<Answer<CreatedTask>> ByContainer(ContainerCaller container) =>
            order.Collaboration != container.Run.CollaborationId
                ? new Refusal(RefusalKind.Forbidden, "task.other_collaboration", "A subtask belongs to its parent's collaboration.")
                : await grains.Ask(
                    new CreateSubtask(container.By(), new RunId(container.Run.Id), container.Run.Attempt, request)
                    {
                        IdempotencyKey = Answers.IdempotencyKey(http),
                    },
                    cancellationToken);
    }

    /// <summary>Containers get 401 for whatever their parent does not allow; a wrong address stays a wrong address.</summary>
    private static IResult Refused(CurrentCaller caller, Refusal refusal) =>
        caller is ContainerCaller && refusal.Kind is RefusalKind.Conflict or RefusalKind.Finished
            ? ErrorShapes.Message(StatusCodes.Status401Unauthorized, refusal.Reason)
            : ErrorShapes.Message(refusal);

    /// <summary>A node may have told which users or organizations (ids or names) it works for; one that told nothing works for all.</summary>
    private static bool Welcomes(NodeRow node, UserCaller user, string? organisation)
    {
        var users = node.Facts.Where(fact => fact.Key == "allowed_users").Select(fact => fact.Value).ToArray();
        var organisations = node.Facts.Where(fact => fact.Key == "allowed_orgs").Select(fact => fact.Value).ToArray();
        return (users.Length == 0 && organisations.Length == 0)
            || users.Contains(user.User.Id.ToString())
            || organisations.Contains(user.User.OrganisationId.ToString())
            || organisations.Contains(organisation);
    }

    private static bool IsReadable(string input, bool encrypted) =>
        encrypted
            ? input.Split('$') is { Length: 3 } parts && parts.All(part => part.Length > 0 && Base64.IsValid(part))
            : Base64.IsValid(input);

    private sealed record OrganisationInput(int Organisation, string Input);

    private sealed record TaskOrder(
        int Collaboration, string Image, string Name, string Description, IReadOnlyList<DatabaseRequest> Databases,
        IReadOnlyList<OrganisationInput> Inputs)
    {
        private const int MaxName = 128;
        private const int MaxDescription = 1024;
        private const int MaxImage = 1024;
        private const int MaxOrganisations = 10_000;

        public static TaskOrder Read(Body body)
        {
            var collaboration = body.Id("collaboration_id", required: !body.Has("study_id"));
            if (body.Id("study_id") is { } study)
            {
                body.Fail("study_id", $"There is no study {study}.");
            }

            if (body.Id("store_id") is { } store)
            {
                body.Fail("store_id", $"There is no algorithm store {store}.");
            }

            var name = body.Text("name", MaxName) ?? "";
            if (name.Length > 0 && !EntityName.IsAcceptable(name))
            {
                body.Fail("name", EntityName.Rule);
            }

            // The public address of the hub, and a flag of version 3 that the R client still sends.
            body.Ignore("server_url").Ignore("master");
            return new TaskOrder(
                collaboration ?? 0, body.Text("image", MaxImage, required: true, min: 1) ?? "", name,
                body.Text("description", MaxDescription) ?? "", ReadDatabases(body), ReadInputs(body));
        }

        private static List<OrganisationInput> ReadInputs(Body body)
        {
            var inputs = new List<OrganisationInput>();
            foreach (var organisation in body.Items("organizations", MaxOrganisations))
            {
                var id = organisation.Id("id", required: true);
                var input = organisation.Text("input", int.MaxValue, required: true);
                body.Take("organizations", organisation);
                inputs.Add(new OrganisationInput(id ?? 0, input ?? ""));
            }

            if (inputs.Count == 0 && !body.HasFailed)
            {
                body.Fail("organizations", "A task is for at least one organization.");
            }

            return inputs;
        }

        private static List<DatabaseRequest> ReadDatabases(Body body)
        {
            var databases = new List<DatabaseRequest>();
            if (body.IsNull("databases"))
            {
                body.Ignore("databases");
                return databases;
            }

            if (body.Element("databases", JsonValueKind.Array) is not { } items)
            {
                return databases;
            }

            foreach (var item in items.EnumerateArray())
            {
                if (item.ValueKind != JsonValueKind.Object)
                {
                    body.Fail("databases", "Not a list of objects with a label.");
                    return databases;
                }

                var database = Body.Inner(item);
                var label = database.Text("label", MaxName, required: true, min: 1);
                database.Text("query", int.MaxValue);
                database.Text("sheet_name", MaxName);
                database.Element("arguments", JsonValueKind.Object);
                if (database.Element("preprocessing", JsonValueKind.Array) is { } steps
                    && !steps.EnumerateArray().All(step => step.ValueKind == JsonValueKind.Object && step.TryGetProperty("function", out _)))
                {
                    database.Fail("preprocessing", "Not a list of objects with a function.");
                }

                body.Take("databases", database);
                databases.Add(new DatabaseRequest(label ?? "", Parameters(item)));
            }

            return databases;
        }

        private static string Parameters(JsonElement database)
        {
            using var buffer = new MemoryStream();
            using (var json = new Utf8JsonWriter(buffer))
            {
                json.WriteStartObject();
                foreach (var property in database.EnumerateObject().Where(property => property.Name != "label"))
                {
                    property.WriteTo(json);
                }

                json.WriteEndObject();
            }

            return Encoding.UTF8.GetString(buffer.ToArray());
        }
    }
}
