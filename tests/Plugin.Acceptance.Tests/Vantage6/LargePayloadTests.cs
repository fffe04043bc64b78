using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Plugin.Acceptance.Tests.Contents;
using Plugin.Testing.Running;
using Plugin.Testing.Vantage6;

namespace Plugin.Acceptance.Tests.Vantage6;

/// <summary>
/// A real hub and a real station in an encrypted collaboration. The test speaks in the place of the algorithm that orders subtasks; those give back
/// what they are given.
/// </summary>
public sealed class An_algorithm_with_large_payloads(ITestOutputHelper output)
{
    private const long Usual = 24L << 20;
    private const long Large = 160L << 20;
    private const long Allowed = 96L << 20;
    private const int Seed = 7;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Sends_and_reads_them_in_flat_memory_and_sees_nothing_of_other_jobs()
    {
        await using var hospitals = await Hospitals.Prepare(Runtime, "--blobstream", "on");
        using var alice = new PythonClient(hospitals.Hub.Address);
        await alice.Authenticate("alice", Hospitals.Password);
        await alice.SetupEncryption(hospitals.NorthKey);
        hospitals.Station(0).Start();
        await alice.CreateTask([hospitals.North], "waits", Federation.Image, "", new JsonObject { ["method"] = "wait" }, hospitals.Collaboration);
        using var algorithm = await Algorithm(hospitals);

        await RoundTrip(algorithm, hospitals, Usual);
        var (hub, station) = (PeakMemory(hospitals.Hub.Id), PeakMemory(hospitals.Station(0).Id));
        await RoundTrip(algorithm, hospitals, Large);

        var (hubGrew, stationGrew) = (PeakMemory(hospitals.Hub.Id) - hub, PeakMemory(hospitals.Station(0).Id) - station);
        output.WriteLine($"hub {hub >> 20} MiB + {hubGrew >> 20} MiB, station {station >> 20} MiB + {stationGrew >> 20} MiB");
        Assert.True(hubGrew < Allowed && stationGrew < Allowed, $"The hub grew by {hubGrew >> 20} MiB, the station by {stationGrew >> 20} MiB.");
        await SeesNoOtherJob(alice, algorithm, hospitals);
        await File.WriteAllTextAsync(Path.Combine(hospitals.Folder, "enough"), "");
    }

    private async Task RoundTrip(HttpClient algorithm, Hospitals hospitals, long size)
    {
        var expected = await SeededText.Digest(Seed, size);
        var started = TimeProvider.System.GetTimestamp();
        using var upload = new HttpRequestMessage(HttpMethod.Post, "/blobstream")
        {
            Content = new StreamContent(new SeededText(Seed, size)) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } },
            Headers = { { "X-Public-Key", await hospitals.GivenKey(hospitals.North) }, { "Transfer-Encoding", "chunked" } },
        };
        using var uploaded = await algorithm.SendAsync(upload);
        var uuid = (string)(await Json(uploaded, HttpStatusCode.Created))["uuid"]!;
        using var ordered = await algorithm.PostAsJsonAsync("/task", new JsonObject
        {
            ["name"] = "subtask",
            ["image"] = Federation.Image,
            ["collaboration_id"] = hospitals.Collaboration,
            ["organizations"] = new JsonArray(new JsonObject { ["id"] = hospitals.North, ["input"] = uuid }),
        });
        var subtask = (int)(await Json(ordered, HttpStatusCode.Created))["id"]!;
        await Eventually.Get(
            async () => (string?)JsonNode.Parse(await algorithm.GetStringAsync($"/task/{subtask}/status"))!["status"] is "completed" ? "completed" : null,
            Patience, () => $"the end of the subtask. {hospitals.Outputs}");

        Assert.Equal(expected, Convert.ToHexStringLower(await SHA256.HashDataAsync(await algorithm.GetStreamAsync($"/blobstream/{uuid}")).AsTask().WaitAsync(Patience)));
        Assert.Equal(expected, await Result(await algorithm.GetStreamAsync($"/result?task_id={subtask}&page=1")).WaitAsync(Patience));
        output.WriteLine($"{size >> 20} MiB there and back in {TimeProvider.System.GetElapsedTime(started).TotalSeconds:0.0} s");
    }

    /// <summary>The digest of what the only result of a list says.</summary>
    private static async Task<string> Result(Stream list)
    {
        var head = new byte[4096];
        var read = await list.ReadAtLeastAsync(head, head.Length);
        const string Before = "\"result\":\"";
        var start = Encoding.ASCII.GetString(head).IndexOf(Before, StringComparison.Ordinal) + Before.Length;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var base64 = new FromBase64Transform();
        for (var text = head.AsMemory(start, read - start); !text.IsEmpty;)
        {
            var end = text.Span.IndexOf((byte)'"');
            var part = text[..(end < 0 ? text.Length : end)].ToArray();
            var decoded = new byte[part.Length + 3];
            hash.AppendData(decoded, 0, base64.TransformBlock(part, 0, part.Length, decoded, 0));
            var next = new byte[256 * 1024];
            text = end < 0 ? next.AsMemory(0, await list.ReadAsync(next)) : default;
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static async Task SeesNoOtherJob(PythonClient alice, HttpClient algorithm, Hospitals hospitals)
    {
        var other = (int)(await alice.CreateTask(
            [hospitals.North], "other", Federation.Image, "", new JsonObject { ["method"] = "secret" }, hospitals.Collaboration))["id"]!;
        Assert.NotNull(Assert.Single(await alice.WaitForResults(other, Patience)));
        var run = (int)(await alice.Request("GET", "run", null, ("task_id", other)))["data"]![0]!["id"]!;

        foreach (var path in (string[])[$"/task/{other}", $"/run/{run}", $"/result/{run}", $"/task/{other}/result", $"/result?task_id={other}", $"/run?task_id={other}"])
        {
            using var response = await algorithm.GetAsync(path);
            var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
            Assert.True(
                !response.IsSuccessStatusCode || answer["data"] is JsonArray { Count: 0 }, $"{path} was answered {(int)response.StatusCode} {answer.ToJsonString()}");
        }
    }

    private static string Runtime(string folder) => ScriptedAlgorithm.Runtime(folder, $"""
        case "$(head -c 18 "$in")" in
        *wait*)
          echo "$(d "$PORT") $(cat "$(d "$TOKEN_FILE")")" > {folder}/access.new; mv {folder}/access.new {folder}/access
          {ScriptedAlgorithm.WaitFor(folder, "enough")} ;;
        *) cp "$in" "$out" ;;
        esac
        """);

    private static async Task<HttpClient> Algorithm(Hospitals hospitals)
    {
        var file = Path.Combine(hospitals.Folder, "access");
        await Eventually.Get(
            () => Task.FromResult(File.Exists(file) ? file : null), Patience, () => $"the algorithm's start. {hospitals.Outputs}");
        var access = (await File.ReadAllTextAsync(file)).Trim().Split(' ');
        return new HttpClient
        {
            BaseAddress = new Uri($"http://127.0.0.1:{access[0]}"),
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", access[1]) },
            Timeout = Patience * 2,
        };
    }

    private static async Task<JsonNode> Json(HttpResponseMessage response, HttpStatusCode status)
    {
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status, $"{(int)response.StatusCode}: {body}");
        return JsonNode.Parse(body)!;
    }

    /// <summary>The most that was ever resident, as the kernel counts it.</summary>
    private static long PeakMemory(int process) =>
        File.ReadLines($"/proc/{process}/status").Where(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
            .Select(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) << 10)
            .Single();
}
