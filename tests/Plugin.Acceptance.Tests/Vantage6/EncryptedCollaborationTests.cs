using System.Security.Cryptography;
using System.Text;
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
    private const string Password = "Researcher-1!";

    // 512 bytes in base64: the key of an envelope under RSA 4096.
    private const int KeyText = 684;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("off")]
    [InlineData("on")]
    public async Task Computes_over_both_hospitals_and_answers_whoever_asked_in_their_key(string blobstream)
    {
        await using var hospitals = await Hospitals.Prepare("--blobstream", blobstream);
        using var alice = await hospitals.SignIn("alice", Password);

        Assert.Equal("", await hospitals.PublicKey(hospitals.North));
        Assert.True(await alice.SetupEncryption(hospitals.NorthKey));
        Assert.False(await alice.SetupEncryption(hospitals.NorthKey));
        hospitals.Start();
        var south = await Eventually.Get(
            async () => await hospitals.PublicKey(hospitals.South) is { Length: > 0 } key ? key : null, Patience,
            () => $"the public key of the second hospital. {hospitals.Outputs}");

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
        using var alice = await hospitals.SignIn("alice", Password);
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

    private sealed class Hospitals : IAsyncDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("plugin-encrypted-").FullName;
        private readonly List<StationProcess> _stations = [];
        private PythonClient? _root;

        private Hospitals(string[] arguments) => Hub = new HubProcess(Path.Combine(_folder, "hub")) { Arguments = arguments };

        public HubProcess Hub { get; }

        public string NorthKey { get; } = NewKey();

        public string SouthKey { get; } = NewKey();

        public int North { get; private set; }

        public int South { get; private set; }

        public int Collaboration { get; private set; }

        public int Patients { get; private set; }

        public string Outputs => $"The hub said:\n{Hub.Output}\n{string.Join('\n', _stations.Select((s, i) => $"Station {i} said:\n{s.Output}"))}";

        public static string WireForm(string privateKey)
        {
            using var key = RSA.Create();
            key.ImportFromPem(privateKey);
            return Convert.ToBase64String(Encoding.ASCII.GetBytes(key.ExportSubjectPublicKeyInfoPem() + "\n"));
        }

        /// <param name="arguments">What the hub is told beside its address and its store.</param>
        public static async Task<Hospitals> Prepare(params string[] arguments)
        {
            var hospitals = new Hospitals(arguments);
            try
            {
                await hospitals.Settle();
                return hospitals;
            }
            catch
            {
                await hospitals.DisposeAsync();
                throw;
            }
        }

        public async Task<PythonClient> SignIn(string name, string password)
        {
            var client = new PythonClient(Hub.Address);
            await client.Authenticate(name, password);
            return client;
        }

        public void Start() => _stations.ForEach(station => station.Start());

        public async Task<string> PublicKey(int organization) =>
            (string)(await _root!.Request("GET", $"organization/{organization}"))["public_key"]!;

        public async ValueTask DisposeAsync()
        {
            foreach (var station in _stations)
            {
                await station.DisposeAsync();
            }

            await Hub.DisposeAsync();
            _root?.Dispose();
            Directory.Delete(_folder, recursive: true);
        }

        private static string NewKey()
        {
            using var key = RSA.Create(4096);
            return key.ExportRSAPrivateKeyPem() + "\n";
        }

        private async Task Settle()
        {
            await Hub.Serve();
            _root = await SignIn("root", HubProcess.RootPassword);
            North = (int)(await _root.Request("POST", "organization", new JsonObject { ["name"] = "North" }))["id"]!;
            South = (int)(await _root.Request("POST", "organization", new JsonObject { ["name"] = "South" }))["id"]!;
            Collaboration = (int)(await _root.Request("POST", "collaboration", new JsonObject
            {
                ["name"] = "Oncology",
                ["encrypted"] = true,
                ["organization_ids"] = new JsonArray(North, South),
            }))["id"]!;
            // Researcher, and Organization Admin so that she may give her organization a key.
            await _root.Request("POST", "user", new JsonObject
            {
                ["username"] = "alice",
                ["email"] = "alice@north.example",
                ["password"] = Password,
                ["organization_id"] = North,
                ["roles"] = new JsonArray(5, 6),
            });
            var lines = (await File.ReadAllLinesAsync(Repository.SampleData)).Take(201).ToArray();
            Patients = lines.Length - 1;
            foreach (var (organization, key, rest) in ((int, string, int)[])[(North, NorthKey, 0), (South, SouthKey, 1)])
            {
                var node = await _root.Request("POST", "node", new JsonObject
                {
                    ["collaboration_id"] = Collaboration,
                    ["organization_id"] = organization,
                });
                var own = Directory.CreateDirectory(Path.Combine(_folder, $"hospital-{rest}")).FullName;
                var (data, pem) = (Path.Combine(own, "patients.csv"), Path.Combine(own, "private.pem"));
                await File.WriteAllLinesAsync(data, lines.Where((_, i) => i == 0 || i % 2 == rest));
                await File.WriteAllTextAsync(pem, key);
                _stations.Add(new StationProcess(own, Hub.Address, (string)node["api_key"]!, data, Federation.ProcessRuntime) { PrivateKey = pem });
            }
        }
    }
}
