using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plugin.Algorithms.Container;

namespace Plugin.Algorithms.Tests;

/// <summary>The files and the environment that a node prepares for one run.</summary>
internal sealed class RunFolder : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("plugin-run-").FullName;
    private readonly Dictionary<string, string> environment = [];

    public RunFolder(string input)
    {
        File.WriteAllText(InputFile, input);
        File.WriteAllText(OutputFile, "");
        Set("INPUT_FILE", InputFile);
        Set("OUTPUT_FILE", OutputFile);
        Set("TOKEN_FILE", TokenFile);
        Set("TEMPORARY_FOLDER", folder);
        Set("USER_REQUESTED_DATABASE_LABELS", "");
        Set("HOST", "http://127.0.0.1");
        Set("PORT", "1");
        Set("API_PATH", "");
        GiveToken("""{"image":"plugin/algorithms:1","collaboration_id":3,"databases":[{"label":"default"}]}""");
    }

    public IReadOnlyDictionary<string, string> Environment => environment;

    public string OutputFile => Path.Combine(folder, "output");

    private string InputFile => Path.Combine(folder, "input");

    private string TokenFile => Path.Combine(folder, "token");

    public static string Input(string method, JsonObject? arguments) =>
        new JsonObject { ["method"] = method, ["kwargs"] = arguments?.DeepClone() ?? new JsonObject() }.ToJsonString();

    public RunFolder Set(string name, string value)
    {
        environment[name] = Base32.Encode(value);
        return this;
    }

    public RunFolder Unset(string name)
    {
        environment.Remove(name);
        return this;
    }

    public RunFolder GiveData(string label, string path, string type = "csv") =>
        Set("USER_REQUESTED_DATABASE_LABELS", label)
            .Set($"{label.ToUpperInvariant()}_DATABASE_URI", path)
            .Set($"{label.ToUpperInvariant()}_DATABASE_TYPE", type);

    public RunFolder GiveCsv(string text)
    {
        var path = Path.Combine(folder, "data.csv");
        File.WriteAllText(path, text);
        return GiveData("default", path);
    }

    public RunFolder GiveProxy(Uri address) => Set("HOST", $"http://{address.Host}").Set("PORT", $"{address.Port}");

    public RunFolder GiveToken(string subject)
    {
        var payload = Encoding.UTF8.GetBytes($$"""{"client_type":"container","sub":{{subject}}}""");
        File.WriteAllText(TokenFile, $"e30.{System.Buffers.Text.Base64Url.EncodeToString(payload)}.c2ln\n");
        return this;
    }

    public RunFolder GiveTokenText(string text)
    {
        File.WriteAllText(TokenFile, text);
        return this;
    }

    public JsonElement Output => JsonElement.Parse(File.ReadAllBytes(OutputFile));

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
