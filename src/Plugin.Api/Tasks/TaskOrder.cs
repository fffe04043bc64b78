using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plugin.Api.Http;
using Plugin.Domain;
using Plugin.Grains.Tasks;

namespace Plugin.Api.Tasks;

internal sealed record OrganisationInput(int Organisation, string Input);

/// <summary>The body of <c>POST task</c>. Fields that do not fit are errors of the body, and then what is here means nothing.</summary>
/// <param name="Collaboration">Null only where the order names a study, which is in one.</param>
internal sealed record TaskOrder(
    int? Collaboration, int? Study, string Image, string Name, string Description, IReadOnlyList<DatabaseRequest> Databases,
    IReadOnlyList<OrganisationInput> Inputs)
{
    /// <summary>The algorithm store that is to say what exactly the image is; null when the image is what it says.</summary>
    public int? Store { get; init; }

    private const int MaxName = 128;
    private const int MaxDescription = 1024;
    public const int MaxImage = 1024;
    private const int MaxOrganisations = 10_000;

    public static TaskOrder Read(Body body)
    {
        var (collaboration, study) = ReadPlace(body);
        var store = body.Id("store_id");
        var name = body.Text("name", MaxName) ?? "";
        if (name.Length > 0 && !EntityName.IsAcceptable(name))
        {
            body.Fail("name", EntityName.Rule);
        }

        // The public address of the hub (a store is told the one by which it knows the hub), and a flag of version 3 that the R client still sends.
        body.Ignore("server_url").Ignore("master");
        return new TaskOrder(
            collaboration, study, body.Text("image", MaxImage, required: true, min: 1) ?? "", name,
            body.Text("description", MaxDescription) ?? "", ReadDatabases(body), ReadInputs(body))
        {
            Store = store,
        };
    }

    /// <summary>One of them at least, or it is an error of the body.</summary>
    public static (int? Collaboration, int? Study) ReadPlace(Body body)
    {
        var study = body.Id("study_id");
        var collaboration = body.Id("collaboration_id");
        if (collaboration is null && study is null && !body.HasFailed)
        {
            body.Fail("collaboration_id", "Say which collaboration (collaboration_id) or which study of one (study_id).");
        }

        return (collaboration, study);
    }

    public static IReadOnlyList<OrganisationInput> ReadInputs(Body body)
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

    public static List<DatabaseRequest> ReadDatabases(Body body)
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
            var (label, _) = ReadDatabase(database, "label");
            database.Element("arguments", JsonValueKind.Object);
            if (database.Element("preprocessing", JsonValueKind.Array) is { } steps
                && !steps.EnumerateArray().All(step => step.ValueKind == JsonValueKind.Object && step.TryGetProperty("function", out _)))
            {
                database.Fail("preprocessing", "Not a list of objects with a function.");
            }

            body.Take("databases", database);
            databases.Add(new DatabaseRequest(label, Parameters(item.EnumerateObject().Where(property => property.Name != "label"))));
        }

        return databases;
    }

    /// <summary>What every mention of a database has.</summary>
    /// <param name="label">What the field of the label is called.</param>
    public static DatabaseRequest ReadDatabase(Body body, string label)
    {
        var named = body.Text(label, MaxName, required: true, min: 1) ?? "";
        var parameters = new JsonObject();
        if (body.Text("query", int.MaxValue) is { } query)
        {
            parameters["query"] = query;
        }

        if (body.Text("sheet_name", MaxName) is { } sheet)
        {
            parameters["sheet_name"] = sheet;
        }

        return new DatabaseRequest(named, parameters.ToJsonString());
    }

    private static string Parameters(IEnumerable<JsonProperty> properties)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var property in properties)
            {
                property.WriteTo(json);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
