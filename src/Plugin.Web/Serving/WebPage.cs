using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Plugin.Web.Serving;

/// <summary>
/// Serves the page beside the API: its files, and its document for every address that only the page knows. What is below the API's path, and what
/// nobody knows, goes on to the API.
/// </summary>
public sealed class WebPage(RequestDelegate next, WebFiles files, string apiPath)
{
    private const string NotBuilt = """
        This hub serves its API only, since its page was not built.

        To have it: install Node.js 20.19 or newer, run deploy/web.sh, build the hub again, and restart it.

        """;

    private const string NoncePlace = "__NONCE__";
    private const string ApiPlace = "__API__";
    private const int NonceBytes = 16;

    public async Task Invoke(HttpContext http)
    {
        var path = http.Request.Path;
        if (!(HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method)) || path.StartsWithSegments(apiPath, StringComparison.Ordinal))
        {
            await next(http);
        }
        else if (files.Find(path.Value!) is { } file)
        {
            await Send(http, file);
        }
        else if (files.Index is { } index && IsOfThePage(path.Value!))
        {
            await SendDocument(http, index);
        }
        else if (files.Index is null && path == "/")
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            http.Response.ContentType = "text/plain; charset=utf-8";
            await http.Response.WriteAsync(NotBuilt, http.RequestAborted);
        }
        else
        {
            await next(http);
        }
    }

    /// <summary>Its addresses have no dots; what is missing and has one is a file.</summary>
    private static bool IsOfThePage(string path) => path == "/index.html" || !path[path.LastIndexOf('/')..].Contains('.', StringComparison.Ordinal);

    private async Task SendDocument(HttpContext http, string index)
    {
        // Styles that the page's components make at run time are let in by it; whoever injects one does not know it.
        var nonce = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(NonceBytes));
        Protect(http.Response, $"'nonce-{nonce}'");
        http.Response.Headers.CacheControl = "no-store";
        http.Response.ContentType = "text/html; charset=utf-8";
        var content = Encoding.UTF8.GetBytes(
            index.Replace(NoncePlace, nonce, StringComparison.Ordinal).Replace(ApiPlace, apiPath, StringComparison.Ordinal));
        http.Response.ContentLength = content.Length;
        await Write(http, content);
    }

    private static async Task Send(HttpContext http, WebFile file)
    {
        Protect(http.Response, "");
        var headers = http.Response.Headers;
        string[] accepted = [.. http.Request.GetTypedHeaders().AcceptEncoding.Where(one => one.Quality is not 0).Select(one => one.Value.ToString())];
        var (content, encoding) = file.For(accepted);
        var tag = new EntityTagHeaderValue($"\"{file.Tag}{(encoding is null ? "" : $"-{encoding}")}\"");
        headers.ETag = tag.ToString();
        headers.Vary = "Accept-Encoding";
        headers.CacheControl = file.IsForEver ? "public, max-age=31536000, immutable" : "no-cache";
        if (http.Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Compare(tag, useStrongComparison: false)))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        http.Response.ContentType = file.ContentType;
        http.Response.ContentLength = content.Length;
        headers.ContentEncoding = encoding;
        await Write(http, content);
    }

    private static async Task Write(HttpContext http, byte[] content)
    {
        if (HttpMethods.IsGet(http.Request.Method))
        {
            await http.Response.Body.WriteAsync(content, http.RequestAborted);
        }
    }

    /// <summary>Whatever gets into the page runs no script of its own, asks no other host, and is shown in no other site's frame.</summary>
    private static void Protect(HttpResponse response, string styles)
    {
        var headers = response.Headers;
        headers.ContentSecurityPolicy =
            $"default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; style-src 'self' {styles}; img-src 'self' data: blob:; "
            + "font-src 'self'; manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()";
    }
}

public static class WebPageExtensions
{
    /// <param name="apiPath">What is below it is not the page's.</param>
    public static WebApplication UseWebPage(this WebApplication app, WebFiles files, string apiPath)
    {
        app.UseMiddleware<WebPage>(files, apiPath);
        return app;
    }
}
