using System.Text;
using System.Text.Json.Nodes;
using Plugin.Proofs;

namespace Plugin.Api.Tests;

/// <summary>What a researcher's browser needs to see for itself that an organization's public key is the one in the log.</summary>
public sealed class A_key_on_record(RunningHub hub) : IClassFixture<RunningHub>
{
    private readonly World _world = hub.World;

    [Fact]
    public async Task Comes_with_the_bytes_of_the_events_that_set_it_for_whoever_may_see_the_organization()
    {
        await Set("first");
        Assert.Equal(200, (await _world.Root.Patch($"organization/{_world.A}", """{"country":"Elsewhere"}""")).Status);
        await Set("second");

        var told = (await _world.Bob.Get($"audit/organizations/{_world.A}/key"))["events"].AsArray();

        Assert.Equal(["first", "second"], told.Select(e => Encoding.UTF8.GetString(Convert.FromBase64String((string)e!["data"]!["public_key"]!))));
        Assert.All(told, e => Assert.Equal((string)e!["leaf"]!, Leaf(e)));
        Assert.Equal(403, (await _world.Carol.Get($"audit/organizations/{_world.A}/key")).Status);
        Assert.Equal(404, (await _world.Root.Get("audit/organizations/4711/key")).Status);
    }

    private static string Leaf(JsonNode told) => Convert.ToHexStringLower(MerkleTree.HashLeaf(Convert.FromBase64String((string)told["entry"]!)));

    private async Task Set(string key)
    {
        var body = new JsonObject { ["public_key"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(key)) };
        Assert.Equal(200, (await _world.Root.Patch($"organization/{_world.A}", body.ToJsonString())).Status);
    }
}
