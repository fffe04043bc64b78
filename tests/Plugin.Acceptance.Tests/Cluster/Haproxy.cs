using System.Diagnostics;
using Plugin.Testing.Running;

namespace Plugin.Acceptance.Tests.Cluster;

/// <summary>Debian's haproxy with the configuration that operators use; only addresses are the test's.</summary>
internal sealed class Haproxy(IReadOnlyList<Uri> silos) : ChildProcess
{
    public static string Configuration { get; } = Path.Combine(Repository.Root, "deploy", "haproxy.cfg");

    public Uri Address { get; } = new($"http://127.0.0.1:{Ports.Lend()}");

    /// <summary>Until it passes a request on.</summary>
    public Task Serve() => StartUntil(new Uri(Address, "api/version"), TimeSpan.FromSeconds(60));

    protected override ProcessStartInfo Describe()
    {
        // Debian's package has it where only root looks.
        var start = new ProcessStartInfo("/usr/sbin/haproxy") { ArgumentList = { "-db", "-f", Configuration } };
        start.Environment["PLUGIN_BIND"] = Address.Authority;
        for (var slot = 0; slot < 4; slot++)
        {
            // Nobody listens at the discard port.
            start.Environment[$"PLUGIN_SILO{slot + 1}"] = slot < silos.Count ? silos[slot].Authority : "127.0.0.1:9";
        }

        return start;
    }
}
