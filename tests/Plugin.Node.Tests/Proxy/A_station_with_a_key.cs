using System.Security.Cryptography;
using System.Text;
using Plugin.Contracts;
using Plugin.Node.Configuration;
using Plugin.Node.Tests.Support;
using Plugin.Testing.Running;
using Plugin.Testing.Vantage6;

namespace Plugin.Node.Tests;

public sealed class A_station_with_a_key : IAsyncDisposable
{
    private readonly Scratch _scratch = new();
    private TestHub _hub = null!;

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        _scratch.Dispose();
    }

    [Theory]
    [InlineData(true, false, "The collaboration is encrypted, but this station has no private_key. Make one with plugin station new-key, or use the one that the organization has.")]
    [InlineData(false, true, "This station has a private_key, but the collaboration is not encrypted. Take it out of the configuration, or have the collaboration changed at the hub.")]
    public async Task Does_not_start_where_the_hub_thinks_otherwise_of_encryption(bool hub, bool station, string reason)
    {
        _hub = await TestHub.Start();
        _hub.Encrypted = hub;
        _hub.PublicKeys[Keys.OwnOrganization] = "";
        _hub.Offer(5, "plugin/algorithms:1", "");

        await using var started = Start(station ? Keys.Own : null);

        Assert.Equal(reason, Assert.IsType<AgentEnd.Refused>(await started.Ended.Soon("the end of the station")).Reason);
        Assert.Empty(_hub.GivenKeys);
        Assert.DoesNotContain(_hub.Asked, asked => asked.EndsWith("/claim", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Gives_the_hub_its_public_key_in_pythons_bytes_and_never_again()
    {
        _hub = await Keys.Hub();
        var pem = Keys.Own.ExportSubjectPublicKeyInfoPem();
        string[] copies = [Wire(pem + "\n"), Wire(pem), Wire(pem.Replace("\n", "\r\n", StringComparison.Ordinal)), Wire(pem + "\n\n")];
        foreach (var (copy, given) in (IEnumerable<(string, int)>)[("", 1), .. copies.Select(copy => (copy, 0)), (Keys.Wire(Keys.Other), 1), ("§", 1)])
        {
            _hub.PublicKeys[Keys.OwnOrganization] = copy;
            _hub.GivenKeys.Clear();
            var feeds = _hub.Asked.Count(IsFeed);
            await using var station = Start(Keys.Own);
            await A_station_that_dies.Eventually(() => _hub.Asked.Count(IsFeed) > feeds || station.Ended.IsCompleted, "The station did not follow the feed");

            Assert.Equal((copy, given), (copy, _hub.GivenKeys.Count));
            Assert.Equal(given == 1 ? copies[0] : copy, _hub.PublicKeys[Keys.OwnOrganization]);
        }

        static bool IsFeed(string asked) => asked.StartsWith("GET /api/station/feed", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("foreign", "The input cannot be read: The payload cannot be decrypted with this organization's key.")]
    [InlineData("plain", "The input cannot be read: The payload cannot be decrypted with this organization's key.")]
    [InlineData("asker", "The result could not be encrypted: organization 9, which asked, has no readable public key at the hub.")]
    public async Task Runs_nothing_that_it_cannot_open_or_whose_result_nobody_could(string wrong, string reason)
    {
        _hub = await Keys.Hub();
        _hub.PublicKeys[Keys.OtherOrganization] = wrong == "asker" ? "" : _hub.PublicKeys[Keys.OtherOrganization];
        var marks = Encoding.UTF8.GetBytes(_scratch.Marks(5));
        var run = _hub.OfferWire(5, "plugin/algorithms:1", wrong switch
        {
            "plain" => Convert.ToBase64String(marks),
            _ => Envelope.Close(marks, Keys.Wire(wrong == "foreign" ? Keys.Other : Keys.Own)),
        });

        await using var station = Start(Keys.Own);
        await _hub.Until(() => _hub.Finished(5), "The run did not end");

        Assert.Equal((RunStatus.Failed, reason, 0), (run.State, run.Cause, _scratch.Count(5, "started")));
    }

    [Theory]
    [InlineData(true, 1000)]
    [InlineData(true, 300_000)]
    [InlineData(false, 300_000)]
    public async Task Has_a_result_on_disk_as_it_will_be_sent_before_it_says_a_word_of_it(bool encrypted, int size)
    {
        _hub = encrypted ? await Keys.Hub() : await TestHub.Start();
        var marks = Encoding.UTF8.GetBytes(_scratch.Marks(5));
        var run = _hub.OfferWire(5, "plugin/algorithms:1", encrypted ? Envelope.Close(marks, Keys.Wire(Keys.Own)) : Convert.ToBase64String(marks));
        var file = Path.Combine(_scratch.Data, "runs", "5-1", "sealed", "result");
        (UnixFileMode Mode, string Text)? found = null;
        // Each try is lost until the test has seen what there is; whatever the hub is sent then must be that.
        _hub.Faults = asked =>
        {
            if (found is null && File.Exists(file))
            {
                found = (File.GetUnixFileMode(file), File.ReadAllText(file));
                return asked.Contains("/contents/", StringComparison.Ordinal) || asked.EndsWith("/report", StringComparison.Ordinal) ? new Fault.LoseRequest() : null;
            }

            return null;
        };

        await using var station = Start(encrypted ? Keys.Own : null, $"head -c {size} /dev/zero | tr '\\0' '7' > \"$out\"");
        await _hub.Until(() => _hub.Finished(5), "The run did not end");

        Assert.Equal((UnixFileMode.UserRead | UnixFileMode.UserWrite, run.Result!), found);
        var opened = encrypted ? Envelope.Open(run.Result!, Keys.Other) : Convert.FromBase64String(run.Result!);
        Assert.Equal((size, true), (opened.Length, opened.All(b => b == '7')));
    }

    private static string Wire(string pem) => Convert.ToBase64String(Encoding.ASCII.GetBytes(pem));

    private WholeStation Start(RSA? key, string algorithm = "")
    {
        var runtime = new RuntimeConfig.Process(_scratch.Algorithm(algorithm));
        return WholeStation.Start(_hub, _scratch, runtime, change: key is null ? null : Keys.Station(key));
    }
}
