using Plugin.Testing.Running;

namespace Plugin.Bench.Api;

/// <summary>A hub process with everybody registered.</summary>
/// <param name="prefix">Of its figures.</param>
internal sealed class ApiHub(HubProcess process, Hospitals hospitals, string prefix) : IAsyncDisposable
{
    private readonly List<ApiCaller> _callers = [];
    private readonly List<ApiCaller> _researchers = [];

    public Hospitals Hospitals => hospitals;

    /// <summary>What the hub's process has used of the cores so far: tells more than times do where others use them too.</summary>
    public TimeSpan Used
    {
        get
        {
            using var hub = System.Diagnostics.Process.GetProcessById(process.Id);
            return hub.TotalProcessorTime;
        }
    }

    public string Figure(string name) => name.Length == 0 ? prefix : $"{prefix}.{name}";

    /// <summary>Connections of the large collaboration's researchers, in turn: limits count per person.</summary>
    public async Task<IReadOnlyList<ApiCaller>> Researchers(int count)
    {
        var known = hospitals.Researchers.Count;
        while (_researchers.Count < count)
        {
            _researchers.Add(Keep(_researchers.Count < known
                ? await ApiCaller.Researcher(process, _researchers.Count)
                : _researchers[_researchers.Count % known].Another(process)));
        }

        return _researchers[..count];
    }

    public async Task<ApiCaller> Rare() => Keep(await ApiCaller.Researcher(process, hospitals.Researchers.Count));

    public async Task<ApiCaller> Root() => Keep(await ApiCaller.User(process, "root", HubProcess.RootPassword));

    public async Task<ApiCaller> Node(string key) => Keep(await ApiCaller.Node(process, key));

    public ApiCaller Nobody() => Keep(ApiCaller.Nobody(process));

    public async ValueTask DisposeAsync()
    {
        _callers.ForEach(caller => caller.Dispose());
        await process.DisposeAsync();
    }

    private ApiCaller Keep(ApiCaller caller)
    {
        _callers.Add(caller);
        return caller;
    }
}
