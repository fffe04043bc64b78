using System.Reflection;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Plugin.Api.Http;

namespace Plugin.Api.Describing;

/// <summary>What this API is, for programs and for people.</summary>
internal static class DescriptionEndpoints
{
    // Nothing but this page's own two files, and calls of this hub.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void MapDescription(this IEndpointRouteBuilder routes)
    {
        routes.Get("openapi.json", Document).WithSummary("This document.").GivesContent("application/json").NeedsNoRule(Because.Public);
        routes.Get("docs", () => Page("docs.html", "text/html; charset=utf-8")).WithSummary("This document as a page.").GivesContent("text/html")
            .NeedsNoRule(Because.Public);
        routes.Get("docs/docs.js", () => Page("docs.js", "text/javascript; charset=utf-8")).WithSummary("The page's script.")
            .GivesContent("text/javascript").NeedsNoRule(Because.Public);
        routes.Get("docs/docs.css", () => Page("docs.css", "text/css; charset=utf-8")).WithSummary("The page's style.").GivesContent("text/css")
            .NeedsNoRule(Because.Public);
    }

    private static IResult Document(Description description) => Results.Bytes(description.Json, "application/json");

    private static Embedded Page(string name, string type) => new(name, type);

    private sealed class Embedded(string name, string type) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var headers = httpContext.Response.Headers;
            headers.ContentSecurityPolicy = Policy;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            httpContext.Response.ContentType = type;
            await using var file = typeof(DescriptionEndpoints).Assembly.GetManifestResourceStream($"Plugin.Api.Describing.{name}")!;
            httpContext.Response.ContentLength = file.Length;
            if (!HttpMethods.IsHead(httpContext.Request.Method))
            {
                await file.CopyToAsync(httpContext.Response.Body, httpContext.RequestAborted);
            }
        }
    }
}

/// <summary>The document, made when it is first asked for: by then all routes are mapped.</summary>
internal sealed class Description(EndpointDataSource endpoints, ApiOptions options)
{
    private readonly Lazy<byte[]> _json = new(() => Encoding.UTF8.GetBytes(
        new OpenApiDocument(
                options.Path,
                typeof(Description).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0])
            .Write(DescribedRoute.All(endpoints.Endpoints)).ToJsonString()));

    public byte[] Json => _json.Value;
}
