using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Plugin.Testing.Running;
using Plugin.Testing.Vantage6;

namespace Plugin.Acceptance.Tests.Vantage6;

/// <summary>
/// A hub and two hospitals with keys of their own as real processes, and a researcher with the documented Python client: what is asked and answered
/// is read by nobody in between.
/// </summary>
public sealed class An_encrypted_collaboration
{
    // 512 bytes in base64: the key of an envelope under RSA 4096.
    private const int KeyText = 684;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("off")]
    [InlineData("on")]
    public async Task Computes_over_both_hospitals_and_answers_whoever_asked_in_their_key(string blobstream)
    {
        await using var hospitals = await Hospitals.Prepare("--blobstream", blobstream);
        using var alice = await hospitals.SignIn("alice", Hospitals.Password);

        Assert.Equal("", await hospitals.PublicKey(hospitals.North));
        Assert.True(await alice.SetupEncryption(hospitals.NorthKey));
        Assert.False(await alice.SetupEncryption(hospitals.NorthKey));
        hospitals.Start();
        var south = await hospitals.GivenKey(hospitals.South);

        var task = await alice.CreateTask(
            [hospitals.North], "ages", Federation.Image, "",
            new JsonObject { ["method"] = "central_summary", ["kwargs"] = new JsonObject { ["columns"] = new JsonArray("age") } },
            hospitals.Collaboration, databases: [new JsonObject { ["label"] = "default" }]);
        var results = await alice.WaitForResults((int)task["id"]!, Patience);

        Assert.Equal(Hospitals.WireForm(hospitals.SouthKey), south);
        Assert.False(await alice.SetupEncryption(hospitals.NorthKey));
        Assert.Equal(blobstream == "on", alice.Exchanges.Any(exchange => exchange is { Method: "POST", Path: "/api/blobstream", Status: 201 }));
        var summary = JsonNode.Parse(Assert.Single(results) ?? throw new InvalidOperationException($"No result. {hospitals.Outputs}"))!;
        Assert.Equal(hospitals.Patients, (int)summary["columns"]!["age"]!["count"]!);
        await SeesEnvelopesOnly(alice, (int)task["id"]!, hospitals);
    }

    [Fact]
    public async Task Refuses_an_input_that_anybody_could_read()
    {
        await using var hospitals = await Hospitals.Prepare();
        using var alice = await hospitals.SignIn("alice", Hospitals.Password);
        await alice.SetupEncryption(null);
        var before = alice.Exchanges.Count;

        var refused = await alice.CreateTask(
            [hospitals.North], "ages", Federation.Image, "", new JsonObject { ["method"] = "central_summary" }, hospitals.Collaboration);

        Assert.Contains("not encrypted", (string)refused["msg"]!);
        Assert.Equal(
            ["POST /api/task 400", "POST /api/token/refresh 200", "POST /api/task 400"],
            alice.Exchanges.Skip(before).Where(e => e.Method == "POST").Select(e => $"{e.Method} {e.Path} {e.Status}"));
    }

    private static async Task SeesEnvelopesOnly(PythonClient alice, int task, Hospitals hospitals)
    {
        using var north = RSA.Create();
        north.ImportFromPem(hospitals.NorthKey);
        using var south = RSA.Create();
        south.ImportFromPem(hospitals.SouthKey);
        var children = (await alice.Request("GET", "task", null, ("parent_id", task)))["data"]!.AsArray();
        Assert.NotEmpty(children);
        foreach (var child in children)
        {
            foreach (var run in (await alice.Request("GET", "run", null, ("task_id", (int)child!["id"]!)))["data"]!.AsArray())
            {
                var input = (string)run!["input"]!;
                Assert.Equal(KeyText, input.IndexOf('$', StringComparison.Ordinal));
                var receiver = (int)run["organization"]!["id"]! == hospitals.North ? north : south;
                Assert.StartsWith("partial_", (string)JsonNode.Parse(Envelope.Open(input, receiver))!["method"]!, StringComparison.Ordinal);
            }

            // The algorithm asked, so its hospital's key opens the answers of both.
            foreach (var result in (await alice.Request("GET", "result", null, ("task_id", (int)child["id"]!)))["data"]!.AsArray())
            {
                Assert.NotNull(JsonNode.Parse(Envelope.Open((string)result!["result"]!, north)));
            }
        }
    }
}
