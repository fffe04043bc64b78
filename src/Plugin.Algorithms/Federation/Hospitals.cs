using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Plugin.Algorithms.Federation;

/// <summary>One organisation of the collaboration that takes part in this computation.</summary>
internal sealed record Hospital(int Id, string Name);

/// <summary>
/// The organisations that a central function asks. Every question goes to all of them, and an answer counts only when all have answered:
/// a figure over some of the hospitals would be wrong without looking wrong.
/// </summary>
internal sealed class Hospitals(NodeProxy proxy, ContainerToken token, IReadOnlyList<Hospital> members, TextWriter log, TimeProvider clock)
{
    private static readonly HashSet<string> OpenStatuses = ["pending", "initializing", "active"];

    public int Count => members.Count;

    /// <param name="only">Ids of the organisations to ask; empty: all of the collaboration or study.</param>
    public static async Task<Hospitals> Find(
        NodeProxy proxy, ContainerToken token, IReadOnlyList<int> only, TextWriter log, TimeProvider clock, CancellationToken cancellationToken)
    {
        var scope = token.StudyId is { } study ? $"study_id={study}" : $"collaboration_id={token.CollaborationId}";
        var all = (await proxy.GetAll($"organization?{scope}", cancellationToken))
            .Select(item => new Hospital(item.GetProperty("id").GetInt32(), item.GetProperty("name").GetString() ?? ""))
            .ToDictionary(hospital => hospital.Id);
        foreach (var stranger in only.Where(id => !all.ContainsKey(id)))
        {
            throw new AlgorithmFailure($"The organisation {stranger} is not a member of this collaboration.");
        }

        var members = only.Count > 0 ? only.Distinct().Select(id => all[id]) : all.Values.OrderBy(hospital => hospital.Id);
        return new Hospitals(proxy, token, [.. members], log, clock);
    }

    /// <summary>Runs <paramref name="method"/> at every hospital and gives their answers, in the order of the hospitals.</summary>
    public async Task<IReadOnlyList<T>> Ask<T>(string method, JsonObject arguments, CancellationToken cancellationToken)
    {
        var task = await Submit(method, arguments, cancellationToken);
        await log.WriteLineAsync($"info > Task {task}: asked {members.Count} organisations for {method}.");
        await WaitUntilFinished(task, cancellationToken);
        var runs = await proxy.GetAll($"run?task_id={task}", cancellationToken);
        foreach (var hospital in members)
        {
            RequireCompleted(method, hospital, runs);
        }

        var results = await proxy.GetAll($"result?task_id={task}", cancellationToken);
        return [.. members.Select(hospital => Answer<T>(method, hospital, runs, results))];
    }

    private async Task<int> Submit(string method, JsonObject arguments, CancellationToken cancellationToken)
    {
        var input = new JsonObject { ["method"] = method, ["args"] = new JsonArray(), ["kwargs"] = arguments };
        var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(input.ToJsonString()));
        var body = new JsonObject
        {
            ["name"] = "subtask",
            ["image"] = token.Image,
            ["collaboration_id"] = token.CollaborationId,
            ["description"] = method,
            ["organizations"] = new JsonArray([.. members.Select(hospital => new JsonObject { ["id"] = hospital.Id, ["input"] = encoded })]),
            ["databases"] = JsonNode.Parse(token.Databases.GetRawText()),
        };
        if (token.StudyId is { } study)
        {
            body["study_id"] = study;
        }

        if (token.StoreId is { } store)
        {
            body["store_id"] = store;
        }

        var task = await proxy.Post("task", body, cancellationToken);
        return task.GetProperty("id").GetInt32();
    }

    private async Task WaitUntilFinished(int task, CancellationToken cancellationToken)
    {
        foreach (var pause in Pauses.Growing())
        {
            var answer = await proxy.Get($"task/{task}/status", cancellationToken);
            if (!answer.TryGetProperty("status", out var status) || !OpenStatuses.Contains(status.ToString()))
            {
                return;
            }

            await Task.Delay(pause, clock, cancellationToken);
        }
    }

    private static void RequireCompleted(string method, Hospital hospital, List<JsonElement> runs)
    {
        var run = RunOf(hospital, runs);
        var status = run?.GetProperty("status").ToString() ?? "missing";
        if (status != "completed")
        {
            throw new AlgorithmFailure(
                $"{method} did not complete at {hospital.Name} (organisation {hospital.Id}): its run is '{status}'{LastWords(run)}. Nothing is combined from the other organisations alone.");
        }
    }

    // What the run printed last is its reason, where the hospital shares it.
    private static string LastWords(JsonElement? run) =>
        run is { } known && known.TryGetProperty("log", out var log) && log.ValueKind == JsonValueKind.String
            && log.GetString()!.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is [.., var last]
            ? $" ({last.TrimEnd('.')})"
            : "";

    private static T Answer<T>(string method, Hospital hospital, List<JsonElement> runs, List<JsonElement> results)
    {
        var run = RunOf(hospital, runs)!.Value.GetProperty("id").GetInt32();
        var encoded = results
            .Where(result => result.GetProperty("run").GetProperty("id").GetInt32() == run)
            .Select(result => result.GetProperty("result").GetString())
            .FirstOrDefault();
        try
        {
            if (!string.IsNullOrEmpty(encoded)
                && (T?)JsonSerializer.Deserialize(Convert.FromBase64String(encoded), typeof(T), AlgorithmJson.Default) is { } answer)
            {
                return answer;
            }
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw new AlgorithmFailure($"The answer of {hospital.Name} (organisation {hospital.Id}) to {method} cannot be read.", e);
        }

        throw new AlgorithmFailure($"{hospital.Name} (organisation {hospital.Id}) completed {method} without a result.");
    }

    private static JsonElement? RunOf(Hospital hospital, List<JsonElement> runs)
    {
        foreach (var run in runs)
        {
            if (run.GetProperty("organization").GetProperty("id").GetInt32() == hospital.Id)
            {
                return run;
            }
        }

        return null;
    }
}
