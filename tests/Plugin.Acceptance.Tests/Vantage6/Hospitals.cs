using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Plugin.Testing.Running;
using Plugin.Testing.Vantage6;

namespace Plugin.Acceptance.Tests.Vantage6;

/// <summary>A hub with an encrypted collaboration, and two hospitals with keys of their own, as real processes.</summary>
internal sealed class Hospitals : IAsyncDisposable
{
    /// <summary>Alice's, who is a researcher of the first hospital.</summary>
    public const string Password = "Researcher-1!";

    private readonly string _folder = Directory.CreateTempSubdirectory("plugin-encrypted-").FullName;
    private readonly List<StationProcess> _stations = [];
    private PythonClient? _root;

    private Hospitals(string[] arguments) => Hub = new HubProcess(Path.Combine(_folder, "hub")) { Arguments = arguments };

    public HubProcess Hub { get; }

    /// <summary>Where a test may put what is its own.</summary>
    public string Folder => _folder;

    public StationProcess Station(int index) => _stations[index];

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
    public static Task<Hospitals> Prepare(params string[] arguments) => Prepare(_ => Federation.ProcessRuntime, arguments);

    /// <param name="runtime">What the stations run algorithms with, for the folder of the test.</param>
    public static async Task<Hospitals> Prepare(Func<string, string> runtime, params string[] arguments)
    {
        var hospitals = new Hospitals(arguments);
        try
        {
            await hospitals.Settle(runtime(hospitals._folder));
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

    /// <summary>Once a station has given it to the hub.</summary>
    public Task<string> GivenKey(int organization) => Eventually.Get(
        async () => await PublicKey(organization) is { Length: > 0 } key ? key : null, TimeSpan.FromSeconds(60),
        () => $"the public key of organization {organization}. {Outputs}");

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
        await Folders.Remove(_folder);
    }

    private static string NewKey()
    {
        using var key = RSA.Create(4096);
        return key.ExportRSAPrivateKeyPem() + "\n";
    }

    private async Task Settle(string runtime)
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
            _stations.Add(new StationProcess(own, Hub.Address, (string)node["api_key"]!, data, runtime) { PrivateKey = pem });
        }
    }
}
