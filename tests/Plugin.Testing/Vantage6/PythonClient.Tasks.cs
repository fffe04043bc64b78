using System.Text;
using System.Text.Json.Nodes;

namespace Plugin.Testing.Vantage6;

/// <summary>Orders and results: what is encrypted is encrypted here, and what large contents there are go by themselves.</summary>
public sealed partial class PythonClient
{
    /// <summary><c>task.create</c>: asks for each organization's key and for the blob store, then posts.</summary>
    /// <param name="input">Serialized by the client before it is encrypted.</param>
    public async Task<JsonNode> CreateTask(
        IEnumerable<int> organizations, string name, string image, string description, JsonNode input,
        int? collaboration = null, int? study = null, IReadOnlyList<JsonObject>? databases = null)
    {
        var (addressed, content) = (new JsonArray(), Encoding.UTF8.GetBytes(input.ToJsonString()));
        foreach (var id in organizations)
        {
            var publicKey = (string)(await Request("GET", $"organization/{id}"))["public_key"]!;
            addressed.Add(new JsonObject
            {
                ["id"] = id,
                ["input"] = await BlobStoreEnabled()
                    ? await Upload(_privateKey is null ? Encoding.ASCII.GetBytes(Convert.ToBase64String(content)) : Envelope.CloseForUpload(content, publicKey))
                    : _privateKey is null ? Convert.ToBase64String(content) : Envelope.Close(content, publicKey),
            });
        }

        var body = new JsonObject
        {
            ["name"] = name,
            ["image"] = image,
            ["description"] = description,
            ["organizations"] = addressed,
            ["databases"] = new JsonArray([.. databases ?? []]),
        };
        if (collaboration is not null)
        {
            body["collaboration_id"] = collaboration;
        }

        if (study is not null)
        {
            body["study_id"] = study;
        }

        return await Request("POST", "task", body);
    }

    /// <summary><c>result.from_task</c>: the first page only, each result as text.</summary>
    public async Task<IReadOnlyList<string?>> Results(int task)
    {
        var results = new List<string?>();
        foreach (var result in (await Request("GET", "result", null, ("task_id", task)))["data"]!.AsArray())
        {
            results.Add(await Opened((string?)result!["result"], (bool)result["blob_storage_used"]!));
        }

        return results;
    }

    /// <summary><c>run.from_task</c> without encryption: the first page only, the inputs as text.</summary>
    public async Task<IReadOnlyList<string?>> Inputs(int task)
    {
        var inputs = new List<string?>();
        foreach (var run in (await Request("GET", "run", null, ("task_id", task)))["data"]!.AsArray())
        {
            inputs.Add(await Opened((string?)run!["input"], (bool)run["blob_storage_used"]!));
        }

        return inputs;
    }

    /// <summary>Any answer but a plain yes is a no.</summary>
    private async Task<bool> BlobStoreEnabled()
    {
        var (status, body) = await Exchange("GET", new Uri(host, $"{apiPath}/blobstream/status"), null, _accessToken);
        return status < 300 && (bool)JsonNode.Parse(body)!["blob_store_enabled"]!;
    }

    private async Task<string> Upload(byte[] bytes)
    {
        using var body = new ByteArrayContent(bytes);
        body.Headers.ContentType = new("application/octet-stream");
        var (status, answer) = await Exchange("POST", new Uri(host, $"{apiPath}/blobstream"), body, _accessToken);
        return status is >= 200 and < 300
            ? (string)JsonNode.Parse(answer)!["uuid"]!
            : throw new InvalidOperationException($"The upload was answered {status}.");
    }

    private async Task<string?> Opened(string? text, bool uploaded)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (uploaded)
        {
            var (status, bytes) = await Exchange("GET", new Uri(host, $"{apiPath}/blobstream/{text}"), null, _accessToken);
            return status != 200 ? throw new InvalidOperationException($"The download was answered {status}.")
                : Encoding.UTF8.GetString(_privateKey is null ? Convert.FromBase64String(Encoding.ASCII.GetString(bytes)) : Envelope.OpenUpload(bytes, _privateKey));
        }

        return Encoding.UTF8.GetString(_privateKey is null ? Convert.FromBase64String(text) : Envelope.Open(text, _privateKey));
    }
}
