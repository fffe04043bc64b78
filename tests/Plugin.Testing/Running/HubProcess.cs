using System.Diagnostics;

namespace Plugin.Testing.Running;

/// <summary>A hub on loopback; started again it has the same address and the same data.</summary>
public sealed class HubProcess(string folder, string? database = null) : ChildProcess
{
    public const string RootPassword = "Root-of-the-tests-1!";

    public Uri Address { get; } = new($"http://127.0.0.1:{Ports.Lend()}");

    public string Folder { get; } = folder;

    public TimeSpan StartsWithin { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>What it is told beside its address and its store.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The hub's assembly: the built-in host, unless <c>PLUGIN_HUB</c> names that of another.</summary>
    public string Program { get; init; } =
        Environment.GetEnvironmentVariable("PLUGIN_HUB") is { Length: > 0 } other ? other : Repository.Program("silos", "Plugin.Hub");

    /// <summary>What a program is told first that is a hub only then; nothing for the hub's own.</summary>
    public string? Role { get; init; }

    /// <summary>Environment variables of its own.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    public Task Serve() => StartUntil(new Uri(Address, "api/health"), StartsWithin);

    protected override ProcessStartInfo Describe()
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Program },
            Environment = { ["PLUGIN_ROOT_PASSWORD"] = RootPassword },
        };
        foreach (var (name, value) in Variables)
        {
            start.Environment[name] = value;
        }

        string[] store = database is null ? ["--data", Folder] : ["--database", database, "--secrets", Path.Combine(Folder, "secrets")];
        string[] role = Role is null ? [] : [Role];
        foreach (var argument in (string[])[.. role, "--urls", Address.ToString().TrimEnd('/'), .. store, .. Arguments])
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }
}
