using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Plugin.Hub;
using Plugin.Web.Serving;

namespace Plugin.Api.Tests;

/// <summary>A hub with a page as small as can be.</summary>
public sealed class HubWithPage : RunningHub
{
    public static string Script { get; } = string.Concat(Enumerable.Repeat("console.log('PLUGIN');\n", 200));

    private readonly DirectoryInfo _page = Directory.CreateTempSubdirectory("plugin-page-");

    protected override HubSettings Adapted(HubSettings settings)
    {
        Directory.CreateDirectory(Path.Combine(_page.FullName, "assets"));
        File.WriteAllText(
            Path.Combine(_page.FullName, "index.html"),
            """<meta property="csp-nonce" nonce="__NONCE__"><meta name="api" content="__API__"><script type="module" src="/assets/index-1a2b.js"></script>""");
        File.WriteAllText(Path.Combine(_page.FullName, "assets", "index-1a2b.js"), Script);
        File.WriteAllText(Path.Combine(_page.FullName, "icon.svg"), "<svg/>");
        return settings with { WebFolder = _page.FullName };
    }
}

public sealed partial class The_web_page(HubWithPage hub) : IClassFixture<HubWithPage>
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });

    [Theory]
    [InlineData("/")]
    [InlineData("/tasks/7")]
    [InlineData("/tasks/")]
    [InlineData("/apiary")]
    [InlineData("/index.html")]
    public async Task Is_shown_at_every_address_that_only_it_knows(string path)
    {
        using var answer = await Get(path);
        var html = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.OK, "text/html"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Contains("""<meta name="api" content="/api">""", html, StringComparison.Ordinal);
        Assert.True(answer.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task Is_closed_to_scripts_hosts_and_frames_that_are_not_its_own()
    {
        using var first = await Get("/");
        using var second = await Get("/");
        var (nonce, other) = (await NonceOf(first), await NonceOf(second));

        Assert.NotEqual(nonce, other);
        Assert.Equal(
            $"default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob:; "
            + "font-src 'self'; manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
            first.Headers.GetValues("Content-Security-Policy").Single());
        foreach (var (name, value) in ((string, string)[])
            [
                ("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "DENY"), ("Referrer-Policy", "no-referrer"),
                ("Cross-Origin-Opener-Policy", "same-origin"),
            ])
        {
            Assert.Equal(value, first.Headers.GetValues(name).Single());
        }

        Assert.Contains("camera=()", first.Headers.GetValues("Permissions-Policy").Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("br", "br")]
    [InlineData("gzip, deflate", "gzip")]
    [InlineData("gzip, br;q=0", "gzip")]
    [InlineData("identity", null)]
    public async Task Sends_its_files_small_and_for_ever(string accepted, string? encoding)
    {
        using var answer = await Get("/assets/index-1a2b.js", ("Accept-Encoding", accepted));
        var bytes = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);

        Assert.Equal(encoding, answer.Content.Headers.ContentEncoding.SingleOrDefault());
        Assert.Equal(HubWithPage.Script, Encoding.UTF8.GetString(Unpacked(bytes, encoding)));
        Assert.Equal(("text/javascript", "public, max-age=31536000, immutable"), (answer.Content.Headers.ContentType!.MediaType, answer.Headers.CacheControl!.ToString()));
        using var again = await Get("/assets/index-1a2b.js", ("Accept-Encoding", accepted), ("If-None-Match", answer.Headers.ETag!.ToString()));
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
    }

    [Fact]
    public async Task Has_files_asked_for_anew_whose_name_does_not_tell_what_is_in_them()
    {
        using var icon = await Get("/icon.svg");

        Assert.Equal(("image/svg+xml", true), (icon.Content.Headers.ContentType!.MediaType, icon.Headers.CacheControl!.NoCache));
    }

    [Theory]
    [InlineData("/assets/index-old.js")]
    [InlineData("/assets/..%2f..%2fsecrets%2flog.key")]
    [InlineData("/api/nothing")]
    [InlineData("/api/tasks/7")]
    public async Task Leaves_what_is_not_there_to_the_API(string path)
    {
        using var answer = await Get(path);

        Assert.Equal((HttpStatusCode.NotFound, "application/json"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
    }

    [Fact]
    public async Task Leaves_the_API_s_own_routes_to_it()
    {
        Assert.Equal(200, (await hub.Anyone.Get("version")).Status);
        using var robots = await Get("/robots.txt");
        Assert.Equal("text/plain", robots.Content.Headers.ContentType!.MediaType);
        using var posted = await Http.PostAsync(new Uri(hub.Anyone.Address, "/tasks"), null, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, posted.StatusCode);
    }

    [Fact]
    public async Task Is_said_to_be_missing_where_nobody_built_it()
    {
        var passed = false;
        var page = new WebPage(_ => { passed = true; return Task.CompletedTask; }, WebFiles.None, "/api");
        var http = new DefaultHttpContext { Request = { Method = "GET", Path = "/" }, Response = { Body = new MemoryStream() } };

        await page.Invoke(http);

        var text = Encoding.UTF8.GetString(((MemoryStream)http.Response.Body).ToArray());
        Assert.Equal((404, false), (http.Response.StatusCode, passed));
        Assert.Contains("deploy/web.sh", text, StringComparison.Ordinal);
        await page.Invoke(new DefaultHttpContext { Request = { Method = "GET", Path = "/tasks/7" } });
        Assert.True(passed);
    }

    [Fact]
    public void Is_not_taken_from_a_folder_that_has_none()
    {
        var failure = Assert.Throws<InvalidDataException>(() => WebFiles.In(Path.GetTempPath()));

        Assert.Contains("deploy/web.sh", failure.Message, StringComparison.Ordinal);
    }

    private static async Task<string> NonceOf(HttpResponseMessage answer) => Nonce().Match(await answer.Content.ReadAsStringAsync()).Groups[1].Value;

    [GeneratedRegex("nonce=\"([A-Za-z0-9_-]{22})\"")]
    private static partial Regex Nonce();

    private static byte[] Unpacked(byte[] bytes, string? encoding)
    {
        using var packed = new MemoryStream(bytes);
        using Stream stream = encoding switch
        {
            "br" => new BrotliStream(packed, CompressionMode.Decompress),
            "gzip" => new GZipStream(packed, CompressionMode.Decompress),
            _ => packed,
        };
        using var unpacked = new MemoryStream();
        stream.CopyTo(unpacked);
        return unpacked.ToArray();
    }

    private async Task<HttpResponseMessage> Get(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(hub.Anyone.Address, path));
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Http.SendAsync(request);
    }
}
