using Microsoft.Extensions.Logging;
using Plugin.Client.Station;
using Plugin.Node.AccessLog;
using Plugin.Node.Contract;
using Plugin.Node.Journal;
using Plugin.Node.Payloads;
using Plugin.Node.Runtimes;
using Plugin.Node.Witnessing;

namespace Plugin.Node;

/// <summary>Everything around the agent's logic, so that a simulation can bring its own.</summary>
/// <param name="Session">Unique for each start of an agent.</param>
/// <param name="Random">Spreads retries; a number in [0, 1).</param>
public sealed record StationParts(
    IStationHub Hub, IRuntime Runtime, IJournal Journal, IRunFiles Files, IPayloads Payloads, StationPolicies Policies, ContainerTokens Tokens,
    WitnessParts Witness, AgentSettings Settings, string Session, TimeProvider Time, Func<double> Random, ILogger Log)
{
    /// <summary>Sees to it that the hub has this organization's public key; null where nothing is encrypted.</summary>
    public OwnPublicKey? PublicKey { get; init; }

    public required IAccessLog AccessLog { get; init; }
}

/// <param name="ProxyPort">Stays the same over restarts, because running algorithms were told it.</param>
/// <param name="Encrypted">Whether this station can work in an encrypted collaboration, and then in no other.</param>
/// <param name="ShareLogs">The images whose output goes to the hub, while they run and at their end.</param>
/// <param name="AlgorithmEnv">Further variables for every algorithm.</param>
/// <param name="JobFolders">How long what the runs of a job leave for each other is kept after the last of them.</param>
/// <param name="Facts">What the station tells the hub about itself; asked for at each connection.</param>
public sealed record AgentSettings(
    int TopLevelRuns, int ChildRuns, int ProxyPort, Configuration.ImagePatterns ShareLogs, long LogBytes, bool Encrypted,
    IReadOnlyDictionary<string, string> AlgorithmEnv, TimeSpan JobFolders, string Version,
    Func<IReadOnlyList<Contracts.Station.ConfigEntry>> Facts);
