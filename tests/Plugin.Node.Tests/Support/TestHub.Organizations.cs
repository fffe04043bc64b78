using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Plugin.Node.Tests.Support;

internal sealed partial class TestHub
{
    /// <summary>The public keys of organizations, in the wire's form. Without any the hub knows no organization.</summary>
    public Dictionary<int, string> PublicKeys { get; } = [];

    /// <summary>Every key that a station gave.</summary>
    public List<string> GivenKeys { get; } = [];

    private async Task<bool> Organization(HttpContext context)
    {
        if (PublicKeys.Count == 0 || !context.Request.Path.StartsWithSegments("/api/organization", out var rest))
        {
            return false;
        }

        if (!int.TryParse(rest.Value?.TrimStart('/'), out var id))
        {
            var list = new JsonArray([.. PublicKeys.Keys.Select(View)]);
            await Write(context, 200, new JsonObject { ["data"] = list, ["links"] = new JsonObject() }.ToJsonString());
            return true;
        }

        if (HttpMethods.IsPatch(context.Request.Method))
        {
            var body = await JsonNode.ParseAsync(context.Request.Body);
            PublicKeys[id] = (string)body!["public_key"]!;
            GivenKeys.Add(PublicKeys[id]);
        }

        await (PublicKeys.ContainsKey(id)
            ? Write(context, 200, View(id).ToJsonString())
            : Write(context, 404, """{"msg":"There is no such organization."}"""));
        return true;
    }

    private JsonObject View(int id) => new() { ["id"] = id, ["name"] = $"Organization {id}", ["public_key"] = PublicKeys[id] };
}
