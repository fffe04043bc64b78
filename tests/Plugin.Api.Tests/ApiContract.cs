using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Plugin.Api.Describing;
using Plugin.EventLog;
using Plugin.Hub;

namespace Plugin.Api.Tests;

/// <summary>The OpenAPI document, against which every answer that a test gets is held.</summary>
internal sealed class ApiContract
{
    private static readonly Lazy<Task<ApiContract>> OfThisBuild = new(Load);

    private readonly SchemaCheck _check;
    private readonly (string[] Segments, JsonObject Item)[] _paths;

    private ApiContract(JsonObject document)
    {
        Document = document;
        _check = new SchemaCheck(document);
        _paths =
        [
            .. document["paths"]!.AsObject()
                .Select(path => (Segments(path.Key), path.Value!.AsObject()))
                .OrderBy(path => path.Item1.Count(segment => segment.StartsWith('{'))),
        ];
    }

    public JsonObject Document { get; }

    public static Task<ApiContract> Get() => OfThisBuild.Value;

    /// <summary>What is wrong with an answer. Of a path or method that the API does not have, nothing.</summary>
    public IReadOnlyList<string> Errors(string method, string path, int status, string? type, JsonNode? body)
    {
        if (Operation(method, path) is not { } operation)
        {
            return [];
        }

        var responses = operation["responses"]!.AsObject();
        if ((responses[$"{status}"] ?? responses["default"]) is not JsonObject given)
        {
            return [$"{method} {path} has no answer {status}"];
        }

        if (status < 400 && !responses.ContainsKey($"{status}") && status != 304)
        {
            return [$"{method} {path} does not say that it answers {status}"];
        }

        var content = _check.Resolve(given)["content"]?.AsObject();
        return (content, type) switch
        {
            (null, null) => [],
            (null, _) => [$"{method} {path} {status} says it has no body, and answers {type}"],
            (_, null) => [$"{method} {path} {status} says it has a body, and answers none"],
            _ when content![type!] is null => [$"{method} {path} {status} answers {type}, not {string.Join(", ", content.Select(c => c.Key))}"],
            _ when !type!.EndsWith("json", StringComparison.Ordinal) => [],
            _ => [.. _check.Errors(body, content![type!]!["schema"]!.AsObject()).Select(error => $"{method} {path} {status}: {error}")],
        };
    }

    public JsonObject? Operation(string method, string path)
    {
        var segments = Segments(path.Split('?')[0]);
        return _paths
            .Where(candidate => Fits(candidate.Segments, segments))
            .Select(candidate => candidate.Item[method.ToLowerInvariant()])
            .FirstOrDefault(operation => operation is not null)?.AsObject();
    }

    private static bool Fits(string[] pattern, string[] path) =>
        (pattern.Length == path.Length || (pattern.Length < path.Length && pattern[^1] == "{tile}"))
        && pattern.Zip(path).All(pair => pair.First.StartsWith('{') || pair.First == pair.Second);

    private static string[] Segments(string path) =>
        (path.StartsWith("/api/", StringComparison.Ordinal) ? path[5..] : path).Split('/', StringSplitOptions.RemoveEmptyEntries);

    private static async Task<ApiContract> Load()
    {
        var folder = Directory.CreateTempSubdirectory("plugin-api-");
        try
        {
            var settings = RunningHub.Settings(new DataFolder(folder.FullName), Path.Combine(folder.FullName, "secrets"));
            await using var hub = await HubHost.Start(settings, CancellationToken.None);
            return new ApiContract(JsonNode.Parse(hub.Services.GetRequiredService<Description>().Json)!.AsObject());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
