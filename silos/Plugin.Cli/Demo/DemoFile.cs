using System.Text.Json;
using Plugin.Contracts;

namespace Plugin.Cli.Demo;

/// <summary>
/// Everything needed to go on with a demo from elsewhere, and to start its programs again on the same data. It holds passwords and keys, so
/// only its owner may read it.
/// </summary>
internal sealed record DemoFile(
    string Hub, string ApiPath, IReadOnlyList<DemoUser> Users, IReadOnlyList<DemoOrganization> Organizations, DemoCollaboration Collaboration,
    IReadOnlyList<DemoNode> Nodes, string Image, string DatabaseLabel, IReadOnlyList<DemoProcess> Processes)
{
    private const string Name = "demo.json";
    private static readonly JsonSerializerOptions Readable = new(WireJson.Options) { WriteIndented = true };

    public static string PathIn(string folder) => Path.Combine(folder, Name);

    public static DemoFile? Find(string folder)
    {
        var path = PathIn(folder);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<DemoFile>(File.ReadAllText(path), WireJson.Options) ?? throw new JsonException("It is empty.");
        }
        catch (JsonException e)
        {
            throw new CommandFailure($"{path} cannot be read: {e.Message}", e);
        }
    }

    public void Write(string folder)
    {
        using var file = PrivateFile.Create(PathIn(folder));
        JsonSerializer.Serialize(file, this, Readable);
    }

    public DemoUser User(string role) => Users.First(user => user.Role == role);
}

internal sealed record DemoUser(string Username, string Password, string Role, int? OrganizationId)
{
    public static DemoUser Root(string password) => new("root", password, Settlement.RootRole, null);
}

internal sealed record DemoOrganization(int Id, string Name);

internal sealed record DemoCollaboration(int Id, string Name, bool Encrypted);

internal sealed record DemoNode(int Id, string Name, int OrganizationId, string ApiKey);

internal sealed record DemoProcess(string Name, int Pid, IReadOnlyList<string> Command, string Log);
