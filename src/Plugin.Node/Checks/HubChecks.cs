using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text.Json;
using Plugin.Client;
using Plugin.Client.Payloads;
using Plugin.Contracts;
using Plugin.Node.AccessLog;
using Plugin.Node.Configuration;

namespace Plugin.Node.Checks;

/// <summary>The way to the hub, and whether the two agree about each other.</summary>
internal static class HubChecks
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ClockNoticed = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ClockBad = TimeSpan.FromMinutes(2);

    public static async IAsyncEnumerable<Finding> Run(StationConfig config, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await Name(config.Hub, cancellationToken) is { } name)
        {
            yield return name;
            if (name.Verdict == CheckVerdict.Bad)
            {
                yield break;
            }
        }

        var (reached, clock) = await Reach(config.Hub, time, cancellationToken);
        yield return reached;
        if (clock is not null)
        {
            yield return clock;
        }

        if (reached.Verdict == CheckVerdict.Bad)
        {
            yield return Finding.Skipped("hub key", "Not looked at: the hub does not answer.");
            yield break;
        }

        using var connection = new HubConnection(HubHttp.Create(config.Hub), config.Hub, new Credentials.Node(config.Key), time, () => 0);
        var (self, key) = await Key(connection, config, cancellationToken);
        yield return key;
        if (self is not null)
        {
            foreach (var finding in await Agreement(new HubClient(connection), self, config, cancellationToken))
            {
                yield return finding;
            }
        }
    }

    private static async Task<Finding?> Name(HubAddress hub, CancellationToken cancellationToken)
    {
        // Behind a proxy it is the proxy that looks up names.
        if (HubHttp.ProxyTo(hub) is { } proxy)
        {
            return Finding.Good("hub name", $"Left to the proxy {proxy} (HTTPS_PROXY).");
        }

        try
        {
            var addresses = await Dns.GetHostAddressesAsync(hub.Url.DnsSafeHost, cancellationToken).WaitAsync(Patience, cancellationToken);
            return Finding.Good("hub name", $"{hub.Url.DnsSafeHost} is {string.Join(", ", addresses.Select(a => a.ToString()).Distinct())}.");
        }
        catch (Exception e) when (e is SocketException or TimeoutException)
        {
            return Finding.Bad(
                "hub name", $"The name {hub.Url.DnsSafeHost} cannot be looked up: {StationChecks.Root(e)}.",
                "Check hub.url for a slip of the pen and this machine's DNS; behind a proxy set HTTPS_PROXY.");
        }
    }

    private static async Task<(Finding Reached, Finding? Clock)> Reach(HubAddress hub, TimeProvider time, CancellationToken cancellationToken)
    {
        using var http = HubHttp.Create(hub);
        http.Timeout = Patience;
        try
        {
            var began = time.GetTimestamp();
            using var response = await http.GetAsync(hub.Of("version"), cancellationToken);
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            var half = time.GetElapsedTime(began) / 2;
            var answered = Version(text) is { } version
                ? Answered(version, hub)
                : Finding.Bad(
                    "hub", $"{hub.Of("version")} answers {(int)response.StatusCode}, but not as a hub does.",
                    "Check hub.url and hub.api_path; something else may live there, or a proxy in between answers by itself.");
            return (answered, response.Headers.Date is { } date ? Clock(time.GetUtcNow() - half - date) : null);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            var why = e is TaskCanceledException ? "no answer within 10 seconds" : HubHttp.Why(hub, e);
            return (Finding.Bad("hub", $"{hub.Url} cannot be reached: {why}.", e.InnerException is not AuthenticationException
                ? HubHttp.ProxyTo(hub) is null
                    ? "Check that the hub runs, and that this machine's firewall lets it out to this address."
                    : "Check the address in HTTPS_PROXY, and that this proxy may reach the hub; name the hub in NO_PROXY where it is reached without."
                : hub.CaFile is null
                    ? "If the hub has a certificate of a private authority, name its PEM file as hub.ca_file."
                    : "Check that hub.ca_file holds the authority that signed it, and that it has not expired."), null);
        }
    }

    private static ServerVersion? Version(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<ServerVersion>(text, WireJson.Options) is { Plugin.Length: > 0 } version ? version : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Finding Answered(ServerVersion version, HubAddress hub)
    {
        var own = typeof(HubChecks).Assembly.GetName().Version!.ToString(3);
        var secure = hub.Url.Scheme == "https" || hub.Url.IsLoopback;
        var words = $"{hub.Url.GetLeftPart(UriPartial.Authority)} answers, version {version.Plugin}{(hub.Url.Scheme == "https" ? ", with a trusted certificate" : "")}.";
        return !secure ? Finding.Warning("hub", $"{words} Without TLS everybody on the way can read along.", "Use an https address.")
            : Series(version.Plugin) != Series(own) ? Finding.Warning("hub", $"{words} This station is version {own}.", "Bring both to the same version.")
            : Finding.Good("hub", words);

        static string Series(string version) => string.Join('.', version.Split('.').Take(2));
    }

    // The header has whole seconds, so one of difference is none.
    private static Finding Clock(TimeSpan ahead)
    {
        var size = ahead.Duration();
        var words = string.Create(CultureInfo.InvariantCulture, $"This machine's clock is {size.TotalSeconds:0} s {(ahead > TimeSpan.Zero ? "ahead of" : "behind")} the hub's.");
        const string advice = "Let a time service (chrony, systemd-timesyncd) keep this machine's clock.";
        return size > ClockBad ? Finding.Bad("clock", words, advice)
            : size > ClockNoticed ? Finding.Warning("clock", words, advice)
            : Finding.Good("clock", size < TimeSpan.FromSeconds(2) ? "This machine's clock agrees with the hub's." : words);
    }

    private static async Task<(Contracts.Node? Self, Finding Finding)> Key(HubConnection connection, StationConfig config, CancellationToken cancellationToken)
    {
        try
        {
            var id = await connection.CallerId(cancellationToken);
            var self = await new HubClient(connection).Node(id, cancellationToken);
            return (self, Finding.Good("hub key", $"The hub knows it: node {self.Id}, '{self.Name}'."));
        }
        catch (HubException e)
        {
            return (null, e.Status is HttpStatusCode.Unauthorized or HttpStatusCode.BadRequest
                ? Finding.Bad("hub key", $"The hub does not accept it: {e.Message}", "Ask the hub's administrator for a new key of this node, and put it where the configuration has it.")
                : Finding.Bad("hub key", $"It could not be tried: {e.Message}", $"See what is wrong with the hub at {config.Hub.Url}."));
        }
    }

    private static async Task<IReadOnlyList<Finding>> Agreement(HubClient hub, Contracts.Node self, StationConfig config, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        try
        {
            if (self.Collaboration is null)
            {
                return [Finding.Bad("collaboration", "The node is in no collaboration.", "The hub's administrator has to put it into one.")];
            }

            var collaboration = await hub.Collaboration(self.Collaboration.Id, cancellationToken);
            findings.Add((collaboration.Encrypted, config.PrivateKeyFile) switch
            {
                (true, null) => Finding.Bad("collaboration", $"'{collaboration.Name}' is encrypted, but this station has no private_key.", "Name the PEM file of the organization's private key as private_key."),
                (false, not null) => Finding.Bad("collaboration", $"'{collaboration.Name}' is not encrypted, but this station has a private_key.", "Remove private_key from the configuration, or use the right node's key."),
                (var encrypted, _) => Finding.Good("collaboration", $"'{collaboration.Name}', {(encrypted ? "encrypted" : "not encrypted")}, as configured here."),
            });
            if (config.PrivateKeyFile is { } file)
            {
                findings.Add(Pair(file, (await hub.Organization(self.Organization.Id, cancellationToken)).PublicKey));
            }

            findings.Add(Noted(self, Path.Combine(config.DataFolder, AccessLogReader.FileName)));
        }
        catch (HubException e)
        {
            findings.Add(Finding.Bad("collaboration", $"It could not be looked at: {e.Message}", "See what is wrong at the hub."));
        }

        return findings;
    }

    private static Finding Pair(string file, string known)
    {
        using var key = RSA.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(file));
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException or IOException or UnauthorizedAccessException)
        {
            return Finding.Bad("own key", $"{file} is not a readable private key in PEM form: {StationChecks.Root(e)}.", "Put the organization's key there, or make one: openssl genrsa -out FILE 4096.");
        }

        return known.Length == 0 ? Finding.Good("own key", "The hub has no public key of this organization yet; it gets this one at the start.")
            : known == PayloadEnvelope.PublicKeyOf(key) ? Finding.Good("own key", "The hub has the public key that belongs to it.")
            : Finding.Warning(
                "own key", "The hub has another public key of this organization. At its start this station puts its own in the place of it, and what was closed with the other can only be read with that one's private key.",
                "If another node or user of the organization has the right key file, copy it here.");
    }

    private static Finding Noted(Contracts.Node self, string log)
    {
        var noted = self.Config.FirstOrDefault(c => c.Key == "access_log")?.Value;
        if (!File.Exists(log))
        {
            return noted is null or "" || noted.StartsWith("0:", StringComparison.Ordinal)
                ? Finding.Good("access log", "It begins with the first start.")
                : Finding.Bad("access log", $"The hub has noted that it has entries ({noted}), but there is none at {log}.", "Put it back from a backup, or find out who removed it.");
        }

        try
        {
            var head = noted is null ? null : AccessHead.Parse(noted);
            var report = AccessLogReader.Verify(log, head);
            return report.Wrong is null
                ? Finding.Good("access log", $"{report.Good} entries, none changed{(head is null ? "" : $"; the hub has noted its head at entry {head.Entry}")}.")
                : Finding.Bad("access log", $"Entry {report.Wrong} is wrong: {report.Why}.", "Somebody changed the record of who read what. Keep the file, compare it with a backup, and tell your data protection officer.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return Finding.Bad("access log", $"{log} cannot be read: {e.Message}", "Give the station's user the right to read and append to it.");
        }
    }
}
