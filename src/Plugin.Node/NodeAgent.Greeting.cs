using Plugin.Client;
using Plugin.Contracts.Station;
using Plugin.Node.Payloads;

namespace Plugin.Node;

/// <summary>How the agent comes to know the hub, and when it may not go on.</summary>
public sealed partial class NodeAgent
{
    private async Task<StationWelcome> Greeted(CancellationToken cancellationToken)
    {
        var backoff = new Backoff(parts.Time, parts.Random, TimeSpan.FromSeconds(10));
        while (true)
        {
            try
            {
                return await Hello(cancellationToken);
            }
            catch (HubException e) when (EndOf(e) is { } end)
            {
                throw new AgentEndException(end);
            }
            catch (HubException e)
            {
                HubIsAway(e.Message);
                LogHubAway(parts.Log, e.Message);
            }

            await backoff.Pause(cancellationToken);
        }
    }

    /// <summary>The same session may say it again: the hub then has what the station tells about itself now, and where its access log ends.</summary>
    private async Task<StationWelcome> Hello(CancellationToken cancellationToken)
    {
        var engine = await parts.Runtime.Describe(cancellationToken);
        return await parts.Hub.Hello(
            new StationHello(
                parts.Session, parts.Settings.Version,
                [
                    .. parts.Settings.Facts(), .. engine is null ? Array.Empty<ConfigEntry>() : [new ConfigEntry("engine", engine)],
                    new ConfigEntry("access_log", parts.AccessLog.Head.ToString()),
                ],
                Convert.ToBase64String(parts.Witness.SigningKey.ExportSubjectPublicKeyInfo())), cancellationToken);
    }

    /// <summary>Before the first run is claimed: what is put to this station can only be closed for a key that the hub knows.</summary>
    private async Task Publish(OwnPublicKey key, int organization, CancellationToken cancellationToken)
    {
        var backoff = new Backoff(parts.Time, parts.Random, TimeSpan.FromSeconds(10));
        while (true)
        {
            try
            {
                var done = await key.Publish(organization, cancellationToken);
                LogPublicKey(parts.Log, done);
                if (done == KeyPublishing.Replaced)
                {
                    LogPublicKeyReplaced(parts.Log);
                }

                return;
            }
            catch (HubException e) when (EndOf(e) is { } end)
            {
                throw new AgentEndException(end);
            }
            catch (HubException e)
            {
                LogHubAway(parts.Log, e.Message);
            }

            await backoff.Pause(cancellationToken);
        }
    }

    /// <summary>What no repetition can mend.</summary>
    private static AgentEnd? EndOf(HubException e) => e switch
    {
        { Code: "session.fenced" } => new AgentEnd.Fenced(e.Message),
        { Code: "node.retired" } => new AgentEnd.Refused(e.Message),
        { Code: HubException.LoginRefused } =>
            new AgentEnd.Refused($"The hub does not let this station in: {e.Message} Is its key still the one that the hub gave?"),
        _ => null,
    };
}
