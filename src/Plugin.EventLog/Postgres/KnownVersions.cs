namespace Plugin.EventLog.Postgres;

/// <summary>
/// Versions that streams are known to have reached, because this writer stored them on the connection it still has. Events are never taken
/// away, so such a version stays true until the connection breaks: behind another one may be a database that was restored to the past.
/// </summary>
internal sealed class KnownVersions
{
    private const int Most = 20_000;

    private readonly Dictionary<string, long> _versions = new(StringComparer.Ordinal);

    /// <summary>True when the stream has an event of this version for sure; version 0 is before the first.</summary>
    public bool Vouch(string stream, long version) =>
        version == 0 || (_versions.TryGetValue(stream, out var known) && known == version);

    public void Learn(IReadOnlyDictionary<string, long> written)
    {
        if (_versions.Count > Most)
        {
            _versions.Clear();
        }

        foreach (var (stream, version) in written)
        {
            _versions[stream] = version;
        }
    }

    public void Forget() => _versions.Clear();
}
