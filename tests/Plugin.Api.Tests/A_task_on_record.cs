using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Plugin.Proofs;

namespace Plugin.Api.Tests;

/// <summary>What a researcher's browser needs to see for itself that a task and its result are in the log.</summary>
public sealed class A_task_on_record(RunningHub hub) : IClassFixture<RunningHub>
{
    private readonly World _world = hub.World;

    [Fact]
    public async Task Comes_with_the_bytes_of_its_events_for_whoever_may_see_it()
    {
        var (task, _) = await Completed();

        foreach (var told in await Events(_world.Bob, task))
        {
            Assert.Equal((string)told["leaf"]!, Convert.ToHexStringLower(MerkleTree.HashLeaf(Convert.FromBase64String((string)told["entry"]!))));
        }

        Assert.Equal(403, (await _world.Carol.Get($"audit/tasks/{task}/events")).Status);
        Assert.False((await _world.Root.Get("audit/log?limit=1"))["events"][0]!.AsObject().ContainsKey("entry"));
    }

    [Fact]
    public async Task Tells_the_salt_with_a_content_so_that_it_is_known_by_the_digest_in_the_log()
    {
        var (task, run) = await Completed();
        var told = (await Events(_world.Bob, task)).Single(e => (string)e["name"]! == "run.ended/2")["data"]!["result"]!;

        using var answer = await _world.Bob.Open($"run/{run}/contents/result");

        var content = await answer.Content.ReadAsStringAsync();
        var salt = Convert.FromHexString(answer.Headers.GetValues("Content-Salt").Single());
        Assert.Equal("e30=", content);
        Assert.Equal((string)told["digest"]!, Convert.ToHexStringLower(SHA256.HashData([.. salt, .. Encoding.ASCII.GetBytes(content)])));
    }

    private async Task<(int Task, int Run)> Completed()
    {
        var (task, run) = await _world.Ordered(_world.Alice, _world.A);
        Assert.Equal(200, (await _world.NodeA.Patch($"run/{run}", """{"status":"completed","result":"e30="}""")).Status);
        return (task, run);
    }

    private static async Task<IReadOnlyList<JsonNode>> Events(Api reader, int task) =>
        [.. (await reader.Get($"audit/tasks/{task}/events?limit=1000"))["events"].AsArray().Select(e => e!)];
}
