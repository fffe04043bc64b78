using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Plugin.Api.Authentication;
using Plugin.Api.Describing;

namespace Plugin.Api.Tests;

/// <summary>Handlers read bodies field by field, so that nothing but these tests keeps them and the description together.</summary>
public sealed partial class Described_bodies(RunningHub hub) : IClassFixture<RunningHub>
{
    [Fact]
    public async Task Name_no_field_that_its_route_does_not_know_and_call_required_what_it_misses()
    {
        var contract = await ApiContract.Get();
        var (wrong, count) = (new List<string>(), 0);
        var routes = DescribedRoute.All(hub.Services.GetRequiredService<EndpointDataSource>().Endpoints).Where(route => route.Body?.Type is not null);
        foreach (var route in routes)
        {
            var name = $"{route.Methods[0]} {route.Path}";
            var reference = contract.Operation(route.Methods[0], route.Path)!["requestBody"]!["content"]!["application/json"]!["schema"]!["$ref"]!;
            var schema = contract.Document["components"]!["schemas"]![((string)reference!).Split('/')[^1]]!;
            string[] fields = [.. schema["properties"]!.AsObject().Select(field => field.Key)];

            // No field takes an object with such a key: all are refused for what they are, and nothing is done.
            var all = await Ask(route, new JsonObject(fields.Select(field => KeyValuePair.Create<string, JsonNode?>(field, new JsonObject { ["?"] = 1 }))));
            wrong.AddRange(Unknown().Matches(all).Select(match => $"{name} does not know {match.Groups[1].Value}"));

            var none = await Ask(route, []);
            var required = schema["required"]!.AsArray().Select(field => (string)field!);
            wrong.AddRange(Missing().Matches(none).Select(match => match.Groups[1].Value).Except(required).Select(field => $"{name} misses {field}"));
            count += fields.Length;
        }

        Assert.Empty(wrong);
        Assert.True(count > 100, $"Only {count} fields.");
    }

    [GeneratedRegex(@"(\w+): Unknown field\.")]
    private static partial Regex Unknown();

    [GeneratedRegex(@"(\w+): Missing\.")]
    private static partial Regex Missing();

    private async Task<string> Ask(DescribedRoute route, JsonObject body)
    {
        var caller = route.Callers.HasFlag(Callers.User) ? hub.World.Root : route.Callers.HasFlag(Callers.Node) ? hub.World.NodeA : hub.Anyone;
        var path = route.PathFields.Aggregate(route.Path, (path, field) => path.Replace($"{{{field.Name}}}", "4711", StringComparison.Ordinal));
        using var content = new StringContent(body.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
        var answer = await caller.Send(new HttpMethod(route.Methods[0]), path, content);
        return (string?)(answer.Body?["msg"] ?? answer.Body?["detail"]) ?? "";
    }
}
