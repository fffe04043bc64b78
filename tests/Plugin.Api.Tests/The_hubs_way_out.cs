using System.Net;
using Microsoft.AspNetCore.Http;
using Plugin.Api.Outbound;

namespace Plugin.Api.Tests;

/// <summary>Whoever names an address to the hub reaches what the operator allowed, and nothing private by whatever spelling.</summary>
public sealed class The_hubs_way_out
{
    private static readonly OutboundLimits Patient = new() { Patience = TimeSpan.FromSeconds(30) };

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.1")]
    [InlineData("127.0.0.2")]
    [InlineData("2130706433")]
    [InlineData("0x7f000001")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("017700000001")]
    [InlineData("0177.0.0.1")]
    [InlineData("0")]
    [InlineData("0.0.0.0")]
    [InlineData("[::]")]
    [InlineData("[::1]")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("[::ffff:7f00:1]")]
    [InlineData("[0:0:0:0:0:ffff:127.0.0.1]")]
    [InlineData("[::127.0.0.1]")]
    [InlineData("[64:ff9b::127.0.0.1]")]
    [InlineData("[2002:7f00:1::]")]
    [InlineData("[2001:0:7f00:1::]")]
    [InlineData("[fe80::1]")]
    [InlineData("[fe80::1%251]")]
    [InlineData("[fc00::1]")]
    [InlineData("[fd12:3456::1]")]
    [InlineData("[ff02::1]")]
    [InlineData("[2001:db8::1]")]
    [InlineData("localhost")]
    [InlineData("10.0.0.1")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("169.254.169.254")]
    [InlineData("100.64.0.1")]
    [InlineData("198.18.0.1")]
    [InlineData("192.0.0.192")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("me:secret@127.0.0.1")]
    [InlineData("store.example.org@127.0.0.1")]
    [InlineData("store.example.org:80@127.0.0.1")]
    public async Task Leads_to_nothing_private_even_when_every_public_host_is_allowed(string host)
    {
        await using var store = await StandInStore.Start();
        var port = new Uri(store.Url).Port;
        using var http = new OutboundHttp(new OutboundRules(["*", "localhost"]), Patient);

        await Assert.ThrowsAsync<OutboundRefusedException>(() => Get(http, $"http://{host}:{port}{Path(store)}"));

        Assert.Empty(store.Requests);
    }

    /// <summary>Whether the machine's resolver knows such a spelling is its own affair.</summary>
    [Theory]
    [InlineData("LOCALHOST.")]
    [InlineData("①②⑦.0.0.1")]
    [InlineData("127。0。0。1")]
    public async Task Leads_to_nothing_private_by_spellings_that_a_resolver_may_know(string host)
    {
        await using var store = await StandInStore.Start();
        using var http = new OutboundHttp(new OutboundRules(["*", "localhost"]), Patient);

        var refused = await Assert.ThrowsAnyAsync<Exception>(() => Get(http, $"http://{host}:{new Uri(store.Url).Port}{Path(store)}"));

        Assert.True(refused is OutboundRefusedException or HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError });
        Assert.Empty(store.Requests);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("localhost,10.0.0.0/8")]
    public async Task Judges_a_name_by_the_address_behind_it(string allowed)
    {
        await using var store = await StandInStore.Start();
        using var http = new OutboundHttp(new OutboundRules(allowed.Split(',')), Patient);

        var refused = await Assert.ThrowsAsync<OutboundRefusedException>(() => Get(http, $"http://localhost:{new Uri(store.Url).Port}{Path(store)}"));

        Assert.Equal("The hub does not call 'localhost': it is at a private address. Ask the hub's operator to allow it (--outbound-allow).", refused.Message);
        Assert.Empty(store.Requests);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("93.184.216.34,127.0.0.1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("2606:2800:220:1::1,fd00::1")]
    public async Task Calls_no_listed_name_that_has_a_private_address_among_its_own(string addresses)
    {
        await using var store = await StandInStore.Start();
        using var http = new OutboundHttp(
            new OutboundRules(["store.example.org"]), Patient,
            (_, _) => Task.FromResult(addresses.Split(',').Select(IPAddress.Parse).ToArray()));

        await Assert.ThrowsAsync<OutboundRefusedException>(() => Get(http, $"http://store.example.org:{new Uri(store.Url).Port}{Path(store)}"));

        Assert.Empty(store.Requests);
    }

    [Fact]
    public async Task Looks_a_name_up_once_and_connects_to_what_was_judged()
    {
        await using var store = await StandInStore.Start();
        var asked = new Queue<string>(["127.0.0.1", "10.0.0.1"]);
        using var http = new OutboundHttp(
            new OutboundRules(["store.example.org", "127.0.0.1"]), Patient,
            (_, _) => Task.FromResult(new[] { IPAddress.Parse(asked.Dequeue()) }));

        using var answer = await Get(http, $"http://store.example.org:{new Uri(store.Url).Port}{Path(store)}");

        Assert.Equal((HttpStatusCode.OK, 1), (answer.StatusCode, asked.Count));
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("127.0.0.0/8", "2130706433")]
    [InlineData("127.0.0.1", "[::ffff:127.0.0.1]")]
    [InlineData("localhost,127.0.0.1,::1", "localhost")]
    public async Task Leads_where_the_operator_said(string allowed, string host)
    {
        await using var store = await StandInStore.Start();
        using var http = new OutboundHttp(new OutboundRules(allowed.Split(',')), Patient);

        using var answer = await Get(http, $"http://{host}:{new Uri(store.Url).Port}{Path(store)}");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("http://store.example.org/", "store.example.org", true)]
    [InlineData("http://STORE.example.org./", "store.example.org", true)]
    [InlineData("http://other.example.org/", "store.example.org", false)]
    [InlineData("http://store.example.org.evil.net/", "store.example.org", false)]
    [InlineData("http://evilstore.example.org/", "store.example.org", false)]
    [InlineData("http://a.example.org/", "*.example.org", true)]
    [InlineData("http://a.b.example.org/", "*.example.org", true)]
    [InlineData("http://example.org/", "*.example.org", false)]
    [InlineData("http://evilexample.org/", "*.example.org", false)]
    [InlineData("http://example.org@evil.net/", "*.example.org", false)]
    [InlineData("ftp://a.example.org/", "*.example.org", false)]
    [InlineData("http://a.example.org/", "", false)]
    [InlineData("http://93.184.216.34/", "*", true)]
    [InlineData("http://93.184.216.34/", "store.example.org", false)]
    [InlineData("http://93.184.216.34/", "93.184.216.0/24", true)]
    public void Is_open_to_listed_hosts_alone(string url, string allowed, bool open)
    {
        var rules = new OutboundRules(allowed.Split(',', StringSplitOptions.RemoveEmptyEntries));

        if (open)
        {
            rules.Check(new Uri(url));
        }
        else
        {
            Assert.Throws<OutboundRefusedException>(() => rules.Check(new Uri(url)));
        }
    }

    [Theory]
    [InlineData("http://store")]
    [InlineData("store:80")]
    [InlineData("10.0.0.0/33")]
    [InlineData("0x7f000001")]
    [InlineData("2130706433")]
    [InlineData("*.*")]
    [InlineData("a b")]
    [InlineData("")]
    public void Takes_no_entry_that_it_would_not_understand(string entry) =>
        Assert.Contains($"'{entry}'", Assert.Throws<ArgumentException>(() => new OutboundRules([entry])).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Follows_no_redirect()
    {
        await using var target = await StandInStore.Start();
        await using var store = await StandInStore.Start();
        store.Instead["GET /api/policy/public"] = http =>
        {
            http.Response.Redirect($"{target.Url}/policy/public");
            return Task.CompletedTask;
        };
        using var http = new OutboundHttp(new OutboundRules(["127.0.0.1"]), Patient);

        using var answer = await Get(http, $"{store.Url}/policy/public");

        Assert.Equal((HttpStatusCode.Redirect, 0), (answer.StatusCode, target.Requests.Count));
    }

    [Fact]
    public async Task Ends_after_a_while_and_after_a_megabyte()
    {
        await using var store = await StandInStore.Start();
        using var http = new OutboundHttp(new OutboundRules(["127.0.0.1"]), new OutboundLimits { Patience = TimeSpan.FromMilliseconds(300) });
        using var patient = new OutboundHttp(new OutboundRules(["127.0.0.1"]), Patient);
        store.Instead["GET /api/slow"] = async http =>
        {
            await http.Response.WriteAsync("{");
            await http.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, http.RequestAborted);
        };
        store.Instead["GET /api/large"] = async http =>
        {
            var some = new byte[64 * 1024];
            while (!http.RequestAborted.IsCancellationRequested)
            {
                await http.Response.Body.WriteAsync(some, http.RequestAborted);
            }
        };

        await Assert.ThrowsAsync<HttpRequestException>(() => Get(http, $"{store.Url}/slow"));
        await Assert.ThrowsAsync<HttpRequestException>(() => Get(patient, $"{store.Url}/large"));
    }

    private static string Path(StandInStore store) => $"{new Uri(store.Url).AbsolutePath}/policy/public";

    private static async Task<HttpResponseMessage> Get(OutboundHttp http, string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed))
        {
            // Not even an address to .NET; no caller gets as far as the way out with it.
            throw new OutboundRefusedException(url);
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, parsed);
        return await http.Send(request, TestContext.Current.CancellationToken);
    }
}
