using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Plugin.Api.Describing;
using Plugin.Testing.Running;

namespace Plugin.Api.Tests;

/// <summary>The OpenAPI document says all there is to say about every route. That answers are as it says is checked wherever a test gets one.</summary>
public sealed class The_API_description(RunningHub hub) : IClassFixture<RunningHub>
{
    // With the escapes and line ends of every machine alike.
    private static readonly JsonSerializerOptions Indented =
        new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string[] WithBody = ["POST", "PUT", "PATCH"];

    // What these routes do is said by their path; every other one that could take a body does.
    private static readonly string[] WithoutBody =
    [
        "token/refresh", "token/user/validate", "audit/checkpoint", "audit/alarms/{id}/acknowledgement", "erasure/users/{id}",
        "erasure/tasks/{id}", "role/{id}/rule/{rule}", "user/{id}/invitation", "task/{id}/stop",
    ];

    private IReadOnlyList<DescribedRoute> Routes =>
        [.. DescribedRoute.All(hub.Services.GetRequiredService<EndpointDataSource>().Endpoints)];

    [Fact]
    public void Leaves_no_route_without_a_summary_an_answer_and_a_permission()
    {
        var silent =
            from route in Routes
            let name = $"{string.Join(',', route.Methods)} {route.Path}"
            from gap in (string?[])
            [
                route.Summary is null ? "summary (.WithSummary)" : null,
                route.Answers.Count == 0 ? "answer (.Gives, .Lists, …)" : null,
                (route.Rule is null) == (route.NoRule is null) ? "permission (one of .Needs and .NeedsNoRule)" : null,
                route.Body is null && route.Methods.Any(WithBody.Contains) && !WithoutBody.Contains(route.Path["/api/".Length..])
                    ? "body (.Takes)" : null,
            ]
            where gap is not null
            select $"{name} has no {gap}";

        Assert.Empty(silent);
    }

    [Fact]
    public async Task Has_an_operation_for_each_route_and_method()
    {
        var contract = await ApiContract.Get();

        Assert.All(Routes, route => Assert.All(route.Methods, method => Assert.NotNull(contract.Operation(method, route.Path))));
        Assert.Equal(
            Routes.Sum(route => route.Methods.Count),
            contract.Document["paths"]!.AsObject().Sum(path => path.Value!.AsObject().Count(field => field.Key != "servers")));
    }

    /// <summary>The web page's client is generated from this file, so a change of the API shows in review and in its types.</summary>
    [Fact]
    public async Task Is_the_document_that_the_web_page_is_built_from()
    {
        var path = Path.Combine(Repository.Root, "src", "Plugin.Web", "openapi.json");
        var present = (await ApiContract.Get()).Document.ToJsonString(Indented) + "\n";
        if (Environment.GetEnvironmentVariable("UPDATE_OPENAPI") == "1")
        {
            await File.WriteAllTextAsync(path, present, TestContext.Current.CancellationToken);
        }

        var golden = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        Assert.True(golden == present, $"The API is not as {path} says. Run this test with UPDATE_OPENAPI=1 and look at the difference.");
    }

    [Fact]
    public async Task Names_every_operation_once()
    {
        var document = (await ApiContract.Get()).Document;
        string[] names = [.. Operations(document).Select(operation => (string)operation["operationId"]!)];

        Assert.Equal(names.Distinct(), names);
        Assert.Contains("listOrganization", names);
        Assert.Contains("getOrganizationById", names);
        Assert.Contains("postStationRunsByIdReport", names);
    }

    [Fact]
    public async Task Resolves_every_reference()
    {
        var document = (await ApiContract.Get()).Document;
        string[] references = [.. Strings(document, "$ref").Distinct()];

        Assert.True(references.Length > 50);
        Assert.All(references, reference => Assert.NotNull(
            reference.Split('/').Skip(1).Aggregate<string, JsonNode?>(document, (node, name) => node?[name])));
    }

    [Fact]
    public async Task Tells_what_a_body_needs_and_where_a_token_comes_from()
    {
        var contract = await ApiContract.Get();
        var schemas = contract.Document["components"]!["schemas"]!;
        var create = contract.Operation("POST", "user")!;

        Assert.Equal("3.1.0", (string)contract.Document["openapi"]!);
        Assert.Equal("#/components/schemas/NewUser", (string)create["requestBody"]!["content"]!["application/json"]!["schema"]!["$ref"]!);
        Assert.Equal(["username", "email", "password"], schemas["NewUser"]!["required"]!.AsArray().Select(name => (string)name!));
        Assert.Equal("""["string","null"]""", schemas["User"]!["properties"]!["firstname"]!["type"]!.ToJsonString());
        Assert.Equal("""[{"user":[]}]""", create["security"]!.ToJsonString());
        Assert.Equal("user create", (string)create["x-permission"]!);
        Assert.Equal(
            ["201", "400", "401", "403", "413", "415", "422", "429", "default"], create["responses"]!.AsObject().Select(response => response.Key));
        Assert.Empty(contract.Operation("POST", "token/user")!["security"]!.AsArray());
    }

    [Fact]
    public async Task Says_the_words_of_the_contracts()
    {
        var schemas = (await ApiContract.Get()).Document["components"]!["schemas"]!;

        Assert.Equal("Base64 of the PEM file's bytes; empty when unset.", (string)schemas["Organization"]!["properties"]!["public_key"]!["description"]!);
        Assert.Equal("Only with include_permissions.", (string?)schemas["User"]!["properties"]!["permissions"]!["description"]);
    }

    [Fact]
    public async Task Is_public_and_so_is_its_page()
    {
        var document = await hub.Anyone.Get("openapi.json");
        using var page = await hub.Anyone.Open("docs");
        var html = await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(200, document.Status);
        Assert.Equal((await ApiContract.Get()).Document.ToJsonString(), document.Body!.ToJsonString());
        Assert.Equal(200, (int)page.StatusCode);
        Assert.StartsWith("default-src 'none';", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        foreach (var file in (string[])["docs/docs.js", "docs/docs.css"])
        {
            Assert.Contains($"\"{file}\"", html, StringComparison.Ordinal);
            Assert.Equal(200, (await hub.Anyone.Get(file)).Status);
        }

        // The policy would stop these: scripts and styles in the page, and anything from elsewhere.
        Assert.DoesNotMatch(@"<style|style=|\son\w+=|<script>|https?://", html);
    }

    private static IEnumerable<JsonNode> Operations(JsonObject document) =>
        from path in document["paths"]!.AsObject()
        from field in path.Value!.AsObject()
        where field.Key != "servers"
        select field.Value!;

    private static IEnumerable<string> Strings(JsonNode? node, string name) => node switch
    {
        JsonObject o => o.SelectMany(field => field.Key == name && field.Value?.GetValueKind() == JsonValueKind.String
            ? [(string)field.Value!]
            : Strings(field.Value, name)),
        JsonArray a => a.SelectMany(item => Strings(item, name)),
        _ => [],
    };
}
