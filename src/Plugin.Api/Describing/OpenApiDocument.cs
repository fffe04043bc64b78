using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Plugin.Api.Authentication;
using Plugin.Contracts;

namespace Plugin.Api.Describing;

/// <summary>Writes the OpenAPI 3.1 document of the routes there are.</summary>
internal sealed class OpenApiDocument(string apiPath, string version)
{
    private static readonly (Callers Kind, string Name, string What)[] Schemes =
    [
        (Callers.User, "user", "The access token of a user (POST token/user)."),
        (Callers.Node, "node", "The access token of a node (POST token/node)."),
        (Callers.Container, "container", "The token of an algorithm (POST token/container)."),
        (Callers.Refresh, "refresh", "The refresh token of a user or node."),
    ];

    private readonly Schemas _schemas = new(XmlTexts.Beside(typeof(Message).Assembly));

    public JsonObject Write(IEnumerable<DescribedRoute> routes)
    {
        var paths = new JsonObject();
        foreach (var route in routes.OrderBy(route => route.Path, StringComparer.Ordinal))
        {
            var path = Within(route.Path) ?? route.Path;
            var item = paths[path]?.AsObject() ?? [];
            paths[path] ??= item;
            foreach (var method in route.Methods)
            {
                item[method.ToLowerInvariant()] = Operation(route, path, method);
            }

            if (Within(route.Path) is null)
            {
                item["servers"] = Servers("/");
            }
        }

        var problem = _schemas.Of(typeof(Problem));
        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "PLUGIN hub",
                ["version"] = version,
                ["description"] =
                    "The vantage6 4.14 API, and our own routes for stations, auditors and erasure. Bodies with unknown fields are refused. " +
                    "A POST with an Idempotency-Key is done once; without it POST /task is at-least-once.",
            },
            ["servers"] = Servers(apiPath),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = _schemas.Components(),
                ["responses"] = new JsonObject
                {
                    ["Error"] = Response("What is wrong, in a sentence.", "application/json", _schemas.Of(typeof(Message))),
                    ["Problem"] = Response("What is wrong, with a code (RFC 9457).", Problem.ContentType, problem),
                },
                ["securitySchemes"] = new JsonObject(Schemes.Select(scheme => KeyValuePair.Create<string, JsonNode?>(
                    scheme.Name,
                    new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["bearerFormat"] = "JWT", ["description"] = scheme.What }))),
            },
        };
    }

    private static JsonArray Servers(string url) => new(new JsonObject { ["url"] = url });

    /// <summary>The path below the API path; null for what lies beside it.</summary>
    private string? Within(string path) => path.StartsWith($"{apiPath}/", StringComparison.Ordinal) ? path[apiPath.Length..] : null;

    private JsonObject Operation(DescribedRoute route, string path, string method)
    {
        string[] segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var operation = new JsonObject
        {
            ["operationId"] = Id(route, method, segments),
            ["summary"] = route.Summary,
            ["tags"] = new JsonArray(segments[0]),
            ["parameters"] = Parameters(route),
            ["responses"] = Responses(route, method),
            ["security"] = new JsonArray([
                .. Schemes.Where(scheme => route.Callers.HasFlag(scheme.Kind))
                    .Select(scheme => new JsonObject { [scheme.Name] = new JsonArray() }),
            ]),
            ["x-permission"] = Permission(route),
        };
        if (route.Description is { } description)
        {
            operation["description"] = description;
        }

        if (route.Body is { } body)
        {
            operation["requestBody"] = new JsonObject
            {
                ["description"] = string.Create(CultureInfo.InvariantCulture, $"At most {body.Limit} bytes."),
                ["required"] = true,
                ["content"] = Content(body.ContentType, body.Type is null ? Binary() : _schemas.Of(body.Type)),
            };
        }

        return operation;
    }

    /// <summary>The rule that a caller needs, in the words of the access table.</summary>
    private static string Permission(DescribedRoute route) => (route.Rule, route.NoRule) switch
    {
        ({ } rule, _) => $"{rule.Resource} {rule.Operation}{(rule.At is { } scope ? $" {scope}" : "")}".ToLowerInvariant(),
        (_, { } none) => $"none: {none.Why}",
        _ => "",
    };

    /// <summary>For example <c>listOrganization</c>, <c>getOrganizationById</c>: made of the path, so that it never changes with the code behind it.</summary>
    private static string Id(DescribedRoute route, string method, string[] segments) =>
        (route.Pages is null ? method.ToLowerInvariant() : "list") + string.Concat(segments.Select(segment => segment[0] == '{'
            ? $"By{Capital(segment.Trim('{', '}'))}"
            : string.Concat(segment.Split('-', '_', '.').Select(Capital))));

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];

    private static JsonArray Parameters(DescribedRoute route)
    {
        var all = new JsonArray();
        foreach (var field in route.PathFields)
        {
            var schema = field.IsNumber ? new JsonObject { ["type"] = "integer", ["format"] = "int32" } : new JsonObject { ["type"] = "string" };
            if (field.Smallest is { } smallest)
            {
                schema["minimum"] = smallest;
            }

            all.Add(Parameter(field.Name, "path", true, schema, field.IsRest ? "Takes the rest of the path, slashes included." : null));
        }

        foreach (var field in route.Query)
        {
            var (schema, what) = QueryWords.Of(field, route.Pages);
            all.Add(Parameter(field.Name, "query", field.IsRequired, schema, what));
        }

        if (route.TakesIdempotencyKey)
        {
            all.Add(Parameter(
                "Idempotency-Key", "header", false, new JsonObject { ["type"] = "string", ["maxLength"] = 200 },
                "The same request with the same key is done once and answered alike."));
        }

        return all;
    }

    private static JsonObject Parameter(string name, string place, bool isRequired, JsonObject schema, string? what)
    {
        var parameter = new JsonObject { ["name"] = name, ["in"] = place, ["required"] = isRequired, ["schema"] = schema };
        if (what is not null)
        {
            parameter["description"] = what;
        }

        return parameter;
    }

    private JsonObject Responses(DescribedRoute route, string method)
    {
        var responses = new JsonObject();
        foreach (var answers in route.Answers.GroupBy(answer => answer.Status).OrderBy(group => group.Key))
        {
            var response = new JsonObject { ["description"] = ReasonPhrases.GetReasonPhrase(answers.Key) };
            var content = new JsonObject();
            foreach (var answer in answers.Where(answer => answer.ContentType is not null))
            {
                // Several shapes of one content type are told apart by their fields.
                var schema = answer.Body is { } body ? _schemas.Of(body) : Binary();
                content[answer.ContentType!] = content[answer.ContentType!] is { } other
                    ? new JsonObject { ["schema"] = Either(other["schema"]!, schema) }
                    : new JsonObject { ["schema"] = schema };
            }

            if (content.Count > 0)
            {
                response["content"] = content;
            }

            if (route.Pages is not null)
            {
                response["headers"] = new JsonObject
                {
                    ["total-count"] = Header("integer", "Rows of all pages; an estimate where there are very many."),
                    ["Link"] = Header("string", "The links of the page, as in its body."),
                };
            }

            responses[answers.Key.ToString(CultureInfo.InvariantCulture)] = response;
        }

        foreach (var status in Errors(route, method))
        {
            responses[status] = new JsonObject { ["$ref"] = $"#/components/responses/{(route.IsOwn ? "Problem" : "Error")}" };
        }

        return responses;
    }

    private static JsonObject Either(JsonNode one, JsonObject other) =>
        new() { ["anyOf"] = new JsonArray([.. one["anyOf"]?.AsArray().Select(s => s!.DeepClone()) ?? [one.DeepClone()], other]) };

    private static IEnumerable<string> Errors(DescribedRoute route, string method)
    {
        if (route.Query.Count > 0 || route.Body is not null || route.TakesIdempotencyKey || method == HttpMethods.Delete)
        {
            yield return "400";
        }

        if (route.Callers != Callers.None)
        {
            yield return "401";
            yield return "403";
        }

        if (route.PathFields.Count > 0)
        {
            yield return "404";
        }

        if (route.IsOwn && method != HttpMethods.Get)
        {
            yield return "409";
        }

        if (route.Body is not null)
        {
            yield return "413";
        }

        if (route.Body?.Type is not null)
        {
            yield return "415";
        }

        if (route.Callers != Callers.None)
        {
            yield return "422";
        }

        yield return "429";
        yield return "default";
    }

    private static JsonObject Response(string what, string contentType, JsonObject schema) =>
        new() { ["description"] = what, ["content"] = Content(contentType, schema) };

    private static JsonObject Content(string type, JsonObject schema) => new() { [type] = new JsonObject { ["schema"] = schema } };

    private static JsonObject Binary() => [];

    private static JsonObject Header(string type, string what) =>
        new() { ["description"] = what, ["schema"] = new JsonObject { ["type"] = type } };
}
