using System.Net;
using System.Text.RegularExpressions;
using Plugin.Node.Journal;
using Plugin.Node.Operator;
using Plugin.Node.Policies;
using Plugin.Node.Tests.Support;
using Plugin.Testing.Running;

namespace Plugin.Node.Tests.Policies;

public sealed partial class The_operators_page : IAsyncLifetime
{
    private readonly Scratch _scratch = new();
    private readonly int _port = Ports.Lend();
    private readonly CookieContainer _cookies = new();
    private readonly HttpClient _browser;
    private SqliteJournal _journal = null!;
    private OperatorPage _page = null!;

    public The_operators_page() => _browser = new HttpClient(new SocketsHttpHandler { CookieContainer = _cookies, AllowAutoRedirect = true })
    {
        BaseAddress = new Uri($"http://127.0.0.1:{_port}/"),
    };

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(_scratch.Data);
        _journal = new SqliteJournal(StationFolder.JournalIn(_scratch.Data));
        var grant = Samples.Grant(image: "evil/\u001b[31m\u202eimage<script>alert(1)</script>") with { InitUser = "<img src=x onerror=alert(2)>" };
        var now = TimeProvider.System.GetUtcNow();
        _journal.Record(new JournalEntry.AwaitingApproval(grant, new Matter(
            MatterKind.Approval, new Basis(["policies.approval[0]"], "mean\"><b>"), "{\"method\":\"</pre><script>\"}", now, now.AddDays(7))));
        _page = await OperatorPage.Start(_port, _scratch.Data, TimeProvider.System, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _page.DisposeAsync();
        _browser.Dispose();
        _journal.Dispose();
        _scratch.Dispose();
    }

    [Fact]
    public async Task Is_closed_to_whoever_has_no_link()
    {
        foreach (var path in (string[])["/", "/enter", "/enter?key=", "/enter?key=guess", "/enter?key=" + new string('0', 64)])
        {
            Assert.Equal(HttpStatusCode.Forbidden, await Status(new(HttpMethod.Get, path)));
        }

        Assert.Equal(HttpStatusCode.Forbidden, await Status(Form("run=5&attempt=1&kind=Approval&answer=yes")));
        Assert.Null(Decision);
    }

    [Fact]
    public async Task Opens_with_a_link_that_works_once_and_not_for_long()
    {
        using var desk = new OperatorDesk(_scratch.Data);
        var now = TimeProvider.System.GetUtcNow();
        var (link, late) = (desk.Invite("jan", now.AddMinutes(5)), desk.Invite("jan", now.AddSeconds(-1)));

        Assert.Equal(HttpStatusCode.Forbidden, await Status(new(HttpMethod.Get, $"/enter?key={late}")));
        Assert.Contains("You decide as <strong>jan</strong>", await Text($"/enter?key={link}"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, await Status(new(HttpMethod.Get, $"/enter?key={link}")));
    }

    [Fact]
    public async Task Shows_what_comes_from_outside_as_text()
    {
        var html = await Entered();

        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", html, StringComparison.Ordinal);
        Assert.Contains(@"evil/\u{1B}[31m\u{202E}image&lt;script&gt;alert(1)&lt;/script&gt;", html, StringComparison.Ordinal);
        using var answer = await _browser.GetAsync("/", TestContext.Current.CancellationToken);
        Assert.StartsWith("default-src 'none'; style-src 'self'; form-action 'self';", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Takes_a_form_only_when_it_is_its_own()
    {
        var token = Token(await Entered());
        var form = $"run=5&attempt=1&kind=Approval&answer=yes&token={token}";

        Assert.Equal(HttpStatusCode.Forbidden, await Status(Form("run=5&attempt=1&kind=Approval&answer=yes")));
        Assert.Equal(HttpStatusCode.Forbidden, await Status(Form("run=5&attempt=1&kind=Approval&answer=yes&token=0")));
        Assert.Equal(HttpStatusCode.Forbidden, await Status(Form(form, r => r.Headers.Add("Origin", "http://evil.example"))));
        Assert.Equal(HttpStatusCode.Forbidden, await Status(Form(form, r => r.Headers.Add("Origin", "null"))));
        Assert.Equal(HttpStatusCode.Forbidden, await Status(Form(form, r => r.Headers.Host = $"evil.example:{_port}")));
        Assert.Null(Decision);

        Assert.Equal(HttpStatusCode.OK, await Status(Form(form, r => r.Headers.Add("Origin", $"http://127.0.0.1:{_port}"))));
        Assert.Equal(("jan", true, null), (Decision!.By, Decision.Yes, Decision.Reason));
    }

    [Fact]
    public async Task Wants_a_reason_for_a_no()
    {
        var form = $"run=5&attempt=1&kind=Approval&answer=no&token={Token(await Entered())}";

        Assert.Contains("a no needs a reason", await Sent(form), StringComparison.Ordinal);
        Assert.Null(Decision);
        Assert.Contains("Run 5 was refused by jan: &lt;i&gt;no&lt;/i&gt;.", await Sent($"{form}&reason=<i>no</i>"), StringComparison.Ordinal);
        Assert.Equal((false, "<i>no</i>"), (Decision!.Yes, Decision.Reason));
        Assert.Contains("Run 5 no longer waits", await Sent($"{form.Replace("=no&", "=yes&", StringComparison.Ordinal)}&reason=late"), StringComparison.Ordinal);
        Assert.False(Decision.Yes);
    }

    [Theory]
    [InlineData("plain text, é ü 漢 😀", "plain text, é ü 漢 😀")]
    [InlineData("a\tb\nc\u0000", @"a\u{9}b\u{A}c\u{0}")]
    [InlineData("\u001b[2J\u009b2J", @"\u{1B}[2J\u{9B}2J")]
    [InlineData("a\u200bb\u2066c\ufeff", @"a\u{200B}b\u{2066}c\u{FEFF}")]
    public void Shows_as_codes_what_cannot_be_seen(string text, string shown) => Assert.Equal(shown, ShownText.Of(text));

    private OperatorDecision? Decision => _journal.Decision(new(5, 1), MatterKind.Approval);

    private async Task<string> Entered()
    {
        using var desk = new OperatorDesk(_scratch.Data);
        return await Text($"/enter?key={desk.Invite("jan", TimeProvider.System.GetUtcNow().AddMinutes(5))}");
    }

    private Task<string> Text(string path) => _browser.GetStringAsync(path, TestContext.Current.CancellationToken);

    private async Task<HttpStatusCode> Status(HttpRequestMessage request)
    {
        using (request)
        {
            using var answer = await _browser.SendAsync(request, TestContext.Current.CancellationToken);
            return answer.StatusCode;
        }
    }

    private async Task<string> Sent(string form)
    {
        using var request = Form(form);
        using var answer = await _browser.SendAsync(request, TestContext.Current.CancellationToken);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private static HttpRequestMessage Form(string form, Action<HttpRequestMessage>? with = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/decide")
        {
            Content = new FormUrlEncodedContent(form.Split('&').Select(f => f.Split('=', 2)).Select(f => KeyValuePair.Create(f[0], f[1]))),
        };
        with?.Invoke(request);
        return request;
    }

    private static string Token(string html) => Hidden.Match(html).Groups[1].Value;

    [GeneratedRegex("name=\"token\" value=\"([0-9a-f]{64})\"")]
    private static partial Regex Hidden { get; }
}
