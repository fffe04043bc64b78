namespace Plugin.Algorithms.Container;

/// <summary>The environment that the node prepared, decoded on reading.</summary>
internal sealed class ContainerVariables(IReadOnlyDictionary<string, string> encoded)
{
    public string? Find(string name) => encoded.TryGetValue(name, out var value) ? Base32.DecodeOrRaw(value) : null;

    public string Require(string name) =>
        Find(name) ?? throw new AlgorithmFailure(
            $"The environment variable {name} is missing: this program is started by a node, which tells it there where its files and the proxy are.");

    public string RequireFile(string name)
    {
        var path = Require(name);
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new AlgorithmFailure($"The file '{path}' that {name} names cannot be read: {e.Message}", e);
        }
    }
}
