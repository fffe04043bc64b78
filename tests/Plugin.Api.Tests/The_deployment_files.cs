using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Plugin.EventLog;
using Plugin.Hub;
using Plugin.Testing.Running;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace Plugin.Api.Tests;

/// <summary>What operators are given to run the hub with says nothing that the programs do not know.</summary>
public sealed partial class The_deployment_files
{
    private static readonly string Folder = Path.Combine(Repository.Root, "deploy");

    private readonly Dictionary<object, object> _services = Services();

    [Fact]
    public void Start_silos_of_one_hub_in_containers()
    {
        Assert.Equal(["haproxy", "postgres", "silo1", "silo2", "station"], _services.Keys.Cast<string>().Order());
        foreach (var silo in (string[])["silo1", "silo2"])
        {
            var settings = HubSettings.Of([.. Texts(_services[silo], "command")]);

            Assert.IsType<Database>(settings.Location);
            Assert.Equal("/var/lib/plugin/secrets", settings.Secrets);
            Assert.Equal("172.31.76.0/24", Assert.Single(settings.TrustedProxies).ToString());
            Assert.Contains("secrets:/var/lib/plugin", Texts(_services[silo], "volumes"));
            // A silo needs 10 s to leave.
            Assert.Equal("15s", Value(_services[silo], "stop_grace_period"));
        }
    }

    [Fact]
    public void Have_the_same_addresses_in_containers_and_in_haproxy()
    {
        var haproxy = File.ReadAllText(Path.Combine(Folder, "haproxy.cfg"));

        Assert.Equal(
            ["silo1:7601", "silo2:7601", "silo3:7601", "silo4:7601"],
            Preset().Matches(haproxy).Where(preset => preset.Groups[1].Value.StartsWith("PLUGIN_SILO", StringComparison.Ordinal)).Select(preset => preset.Groups[2].Value));
        Assert.Equal(
            Preset().Matches(haproxy).Select(preset => preset.Groups[1].Value).ToHashSet(),
            Variable().Matches(haproxy).Select(variable => variable.Groups[1].Value).ToHashSet());
        Assert.Equal("./haproxy.cfg:/usr/local/etc/haproxy/haproxy.cfg:ro", Assert.Single(Texts(_services["haproxy"], "volumes")));
        Assert.Equal("7600:7600", Assert.Single(Texts(_services["haproxy"], "ports")));
    }

    [Fact]
    public void Take_a_silo_that_stands_still_out_of_haproxy_soon_enough_to_be_elsewhere_within_5_seconds()
    {
        var haproxy = File.ReadAllText(Path.Combine(Folder, "haproxy.cfg"));
        var fall = int.Parse(Check("fall", ""), CultureInfo.InvariantCulture);

        // It froze right after a check; each further one is waited for in vain.
        var worst = Milliseconds("inter") + (fall * 1000 * int.Parse(Check("timeout check", "s"), CultureInfo.InvariantCulture)) + ((fall - 1) * Milliseconds("fastinter"));

        Assert.InRange(worst, 1, 4000);

        int Milliseconds(string name) => int.Parse(Check(name, "ms"), CultureInfo.InvariantCulture);

        string Check(string name, string unit) => Assert.Single(Regex.Matches(haproxy, $@"^ .*(?<=\s){name} (\d+){unit}\b", RegexOptions.Multiline)).Groups[1].Value;
    }

    [Fact]
    public async Task Start_a_silo_as_a_service_of_systemd()
    {
        var command = Start("hub@.service").Replace("%i", "7602").Replace("${PLUGIN_DATABASE}", "Host=db").Replace("${PLUGIN_TRUSTED_PROXIES}", "127.0.0.1").Split(' ');

        var settings = HubSettings.Of(command[1..]);

        Assert.Equal("/usr/lib/plugin/hub/Plugin.Hub", command[0]);
        Assert.Equal(("http://127.0.0.1:7602", "/var/lib/plugin-hub/secrets"), (settings.Urls, settings.Secrets));
        Assert.Empty(await Complaints("hub@.service"));
    }

    [Fact]
    public async Task Start_a_station_as_a_service_of_systemd()
    {
        Assert.Equal("/usr/lib/plugin/station/Plugin.Station --config /etc/plugin/station.yaml --data /var/lib/plugin-station", Start("station.service"));
        Assert.Empty(await Complaints("station.service"));
    }

    [Fact]
    public async Task Let_a_station_enter_the_networks_of_its_runs()
    {
        var unit = await File.ReadAllLinesAsync(Path.Combine(Folder, "units", "station.service"));

        Assert.Contains("AmbientCapabilities=CAP_SYS_ADMIN CAP_SYS_PTRACE", unit);
        Assert.Contains("CapabilityBoundingSet=CAP_SYS_ADMIN CAP_SYS_PTRACE", unit);
        Assert.Equal(["SYS_ADMIN", "SYS_PTRACE"], Texts(_services["station"], "cap_add"));
        Assert.Equal("host", Value(_services["station"], "pid"));
    }

    private static Dictionary<object, object> Services()
    {
        using var reader = new StreamReader(Path.Combine(Folder, "compose.yaml"));
        var compose = new DeserializerBuilder().Build().Deserialize<Dictionary<object, object>>(new MergingParser(new Parser(reader)));
        return (Dictionary<object, object>)compose["services"];
    }

    private static string Start(string unit) =>
        File.ReadLines(Path.Combine(Folder, "units", unit)).Single(line => line.StartsWith("ExecStart=", StringComparison.Ordinal))["ExecStart=".Length..];

    /// <summary>What systemd says about a unit, but that its program is not installed on this machine.</summary>
    private static async Task<IReadOnlyList<string>> Complaints(string unit)
    {
        using var verify = Process.Start(new ProcessStartInfo("systemd-analyze", ["verify", "--man=no", "--recursive-errors=no", Path.Combine(Folder, "units", unit)])
        {
            RedirectStandardError = true,
        })!;
        var said = await verify.StandardError.ReadToEndAsync().Soon("what systemd-analyze says");
        await verify.WaitForExitAsync().Soon("the end of systemd-analyze");
        return [.. said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.Contains("is not executable: No such file", StringComparison.Ordinal))];
    }

    private static List<string> Texts(object service, string key) => [.. ((List<object>)((Dictionary<object, object>)service)[key]).Select(text => (string)text)];

    private static string Value(object service, string key) => (string)((Dictionary<object, object>)service)[key];

    [GeneratedRegex(@"presetenv (\S+) (\S+)")]
    private static partial Regex Preset();

    [GeneratedRegex(@"\$\{([A-Z0-9_]+)\}")]
    private static partial Regex Variable();
}
