using System.Diagnostics.Metrics;

namespace Plugin.Vault;

/// <summary>Metrics of inputs, results and logs of runs.</summary>
public static class VaultTelemetry
{
    /// <summary>Of the meter.</summary>
    public const string Name = "Plugin.Vault";

    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Bytes = Meter.CreateCounter<long>(
        "plugin.contents.bytes", "By", "Inputs, results and logs of runs that were stored and read, by direction.");

    internal static void Stored(long bytes) => Bytes.Add(bytes, new KeyValuePair<string, object?>("direction", "in"));

    internal static void Read(long bytes) => Bytes.Add(bytes, new KeyValuePair<string, object?>("direction", "out"));
}
