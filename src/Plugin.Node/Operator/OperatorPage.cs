using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Plugin.Node.Configuration;
using Plugin.Node.Journal;
using Plugin.Node.Policies;

namespace Plugin.Node.Operator;

/// <summary>
/// A page on 127.0.0.1 with what waits for the operator. Other programs and users of the machine reach the port too, so a link that works once,
/// printed in the operator's terminal, is the only way in; and the browser has other pages open, so a form counts only with what this page put into it.
/// </summary>
public sealed class OperatorPage : IAsyncDisposable
{
    public static readonly TimeSpan LinkLasts = TimeSpan.FromMinutes(10);

    private const string Cookie = "plugin_operator";
    private const int LongestReason = 400;
    private readonly WebApplication _app;
    private readonly int _port;
    private readonly string _dataFolder;
    private readonly TimeProvider _time;
    private readonly PageSessions _sessions;

    private OperatorPage(WebApplication app, int port, string dataFolder, TimeProvider time)
    {
        (_app, _port, _dataFolder, _time, _sessions) = (app, port, dataFolder, time, new PageSessions(time));
    }

    /// <exception cref="ConfigException">The port is taken.</exception>
    public static async Task<OperatorPage> Start(int port, string dataFolder, TimeProvider time, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 64 * 1024;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        var app = builder.Build();
        var page = new OperatorPage(app, port, dataFolder, time);
        app.Use(page.Guard);
        app.UseRouting();
        app.MapGet("/style.css", () => Results.Text(PageHtml.Style, "text/css"));
        app.MapGet("/enter", page.Enter);
        app.MapGet("/", page.List);
        // The form's own token is what tells it from another site's.
        app.MapPost("/decide", page.Decide).DisableAntiforgery();
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException e)
        {
            await app.DisposeAsync();
            throw new ConfigException($"operator_port: the port {port} on 127.0.0.1 is taken by another program.", e);
        }

        return page;
    }

    /// <summary>What the operator opens once.</summary>
    public static string Link(int port, string key) => $"http://127.0.0.1:{port}/enter?key={key}";

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private Task Guard(HttpContext http, RequestDelegate next)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "no-store";

        // Another name for this address would be another site's.
        var isHere = http.Request.Host.Value == $"127.0.0.1:{_port}" || http.Request.Host.Value == $"localhost:{_port}";
        var origin = http.Request.Headers.Origin.ToString();
        var isOwn = origin.Length == 0 || origin == $"http://{http.Request.Host.Value}";
        return isHere && isOwn ? Answer(http, next) : Say(http, StatusCodes.Status403Forbidden, "Not here", "This page answers only to itself.");
    }

    private static async Task Answer(HttpContext http, RequestDelegate next)
    {
        try
        {
            await next(http);
        }
        catch (JournalUnavailableException e) when (!http.Response.HasStarted)
        {
            await Say(http, StatusCodes.Status503ServiceUnavailable, "Not at the moment", e.Message);
        }
    }

    private Task Enter(HttpContext http)
    {
        using var desk = new OperatorDesk(_dataFolder);
        if (desk.Admit(http.Request.Query["key"].ToString(), _time.GetUtcNow()) is not { } guest)
        {
            return Say(http, StatusCodes.Status403Forbidden, "This link opens nothing", "A link works once, and not for long. Ask for another with: plugin station page");
        }

        http.Response.Cookies.Append(Cookie, _sessions.Open(guest), new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict });
        http.Response.Redirect("/");
        return Task.CompletedTask;
    }

    private Task List(HttpContext http)
    {
        if (Session(http) is not { } session)
        {
            return Closed(http);
        }

        using var desk = new OperatorDesk(_dataFolder);
        return Write(http, StatusCodes.Status200OK, PageHtml.List(session, desk.Waiting(), _dataFolder));
    }

    private async Task Decide(HttpContext http)
    {
        if (Session(http) is not { } session)
        {
            await Closed(http);
            return;
        }

        var form = http.Request.HasFormContentType ? await http.Request.ReadFormAsync(http.RequestAborted) : FormCollection.Empty;
        if (!session.IsOwn(form["token"]))
        {
            await Say(http, StatusCodes.Status403Forbidden, "Not decided", "The form was not one of this page.");
            return;
        }

        session.Notice = Decided(session, form);
        http.Response.Redirect("/");
    }

    private string Decided(PageSession session, IFormCollection form)
    {
        var (yes, reason) = (form["answer"] == "yes", form["reason"].ToString().Trim());
        if (!yes && (form["answer"] != "no" || reason.Length == 0))
        {
            return $"Nothing was decided about run {form["run"]}: a no needs a reason, because whoever asked will want to know.";
        }

        using var desk = new OperatorDesk(_dataFolder);
        if (desk.Waiting().FirstOrDefault(w =>
            $"{w.Id.Run}" == form["run"] && $"{w.Id.Attempt}" == form["attempt"] && w.Matter.Kind.ToString() == form["kind"]) is not { } run)
        {
            return $"Run {form["run"]} no longer waits: it was decided, killed or given up meanwhile.";
        }

        var stands = desk.Decide(run, new OperatorDecision(
            yes, session.Guest, reason.Length == 0 ? null : reason[..Math.Min(reason.Length, LongestReason)], _time.GetUtcNow()));
        return $"{(run.Matter.Kind == MatterKind.Release ? "The release of the result of run" : "Run")} {run.Id.Run} was {stands.Sentence}.";
    }

    private PageSession? Session(HttpContext http) => _sessions.Find(http.Request.Cookies[Cookie]);

    private static Task Closed(HttpContext http) =>
        Say(http, StatusCodes.Status403Forbidden, "Closed", "To get in, run this on the station's machine and open the link that it prints: plugin station page");

    private static Task Say(HttpContext http, int status, string title, string sentence) => Write(http, status, PageHtml.Sentence(title, sentence));

    private static Task Write(HttpContext http, int status, string html)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/html; charset=utf-8";
        return http.Response.WriteAsync(html, http.RequestAborted);
    }
}
