using System.Globalization;
using System.Net;
using System.Text;
using Plugin.Node.Policies;

namespace Plugin.Node.Operator;

/// <summary>The page as HTML, without scripts. Whatever comes from outside goes through <see cref="Text"/>.</summary>
internal static class PageHtml
{
    public const string Style = """
        body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1b1b1b; background: #fff; }
        h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin: 0 0 .5rem; }
        header { display: flex; justify-content: space-between; align-items: baseline; border-bottom: 1px solid #ccc; margin-bottom: 1rem; }
        article { border: 1px solid #bbb; border-radius: 6px; padding: 1rem; margin: 0 0 1.25rem; }
        dl { display: grid; grid-template-columns: 8rem 1fr; gap: .15rem 1rem; margin: 0 0 .75rem; }
        dt { color: #555; } dd { margin: 0; overflow-wrap: anywhere; }
        pre { background: #f4f4f4; padding: .5rem; margin: .25rem 0 .75rem; white-space: pre-wrap; overflow-wrap: anywhere; max-height: 18rem; overflow-y: auto; }
        form { display: flex; flex-wrap: wrap; gap: .5rem; align-items: end; }
        label { flex: 1 1 20rem; } input { width: 100%; box-sizing: border-box; font: inherit; padding: .35rem; }
        button { font: inherit; padding: .4rem 1.2rem; border-radius: 4px; border: 1px solid #0a5c2b; background: #0a6b32; color: #fff; cursor: pointer; }
        button.no { border-color: #8a1f17; background: #fff; color: #8a1f17; }
        .notice { background: #eef5ff; border: 1px solid #9bbbe6; border-radius: 6px; padding: .5rem 1rem; }
        .until { color: #555; }
        """;

    public static string List(PageSession session, IReadOnlyList<WaitingRun> waiting, string dataFolder)
    {
        var html = new StringBuilder();
        html.Append(CultureInfo.InvariantCulture, $"<header><h1>Waiting for you</h1><p>You decide as <strong>{Text(session.Guest)}</strong>. <a href=\"/\">Look again</a></p></header>");
        if (session.Notice is { } notice)
        {
            session.Notice = null;
            html.Append(CultureInfo.InvariantCulture, $"<p class=\"notice\" role=\"status\">{Text(notice)}</p>");
        }

        if (waiting.Count == 0)
        {
            html.Append("<p>Nothing waits at the moment.</p>");
        }

        foreach (var run in waiting)
        {
            Append(html, session, run, dataFolder);
        }

        return Whole("Waiting for you", html.ToString());
    }

    public static string Sentence(string title, string sentence) => Whole(title, $"<h1>{Text(title)}</h1><p>{Text(sentence)}</p>");

    private static void Append(StringBuilder html, PageSession session, WaitingRun run, string dataFolder)
    {
        var release = run.Matter.Kind == MatterKind.Release;
        html.Append(CultureInfo.InvariantCulture, $"<article id=\"run-{run.Id.Run}\"><h2>{(release ? $"May the result of run {run.Id.Run} leave?" : $"May run {run.Id.Run} start?")}</h2><dl>");
        foreach (var (name, value) in run.Facts)
        {
            html.Append(CultureInfo.InvariantCulture, $"<dt>{Text(name)}</dt><dd><bdi>{Text(value)}</bdi></dd>");
        }

        html.Append("</dl>");
        if (run.Matter.Input is { } input)
        {
            Append(html, "What the algorithm is asked", input);
        }

        if (run.Output(dataFolder) is var (output, bytes))
        {
            Append(html, $"The result ({bytes} bytes{(bytes > output.Length ? ", of which this is the beginning" : "")})", output);
        }

        html.Append(CultureInfo.InvariantCulture, $"""
            <form method="post" action="/decide">
            <input type="hidden" name="token" value="{Text(session.Token)}"><input type="hidden" name="run" value="{run.Id.Run}">
            <input type="hidden" name="attempt" value="{run.Id.Attempt}"><input type="hidden" name="kind" value="{run.Matter.Kind}">
            <label>Reason (a no needs one; whoever asked will read it)<input name="reason" maxlength="400" autocomplete="off"></label>
            <button name="answer" value="yes">{(release ? "Release" : "Approve")}</button><button class="no" name="answer" value="no">Refuse</button>
            </form><p class="until">Waits since {run.Matter.Since:yyyy-MM-dd HH:mm} UTC. Without a word until {run.Matter.Until:yyyy-MM-dd HH:mm} UTC it is no.</p></article>
            """);
    }

    private static void Append(StringBuilder html, string title, string content) =>
        html.Append(CultureInfo.InvariantCulture, $"<div>{Text(title)}</div><pre><bdi>{Text(content)}</bdi></pre>");

    private static string Whole(string title, string body) =>
        $"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{Text(title)}</title><link rel=\"stylesheet\" href=\"/style.css\"></head><body><main>{body}</main></body></html>";

    private static string Text(string text) => WebUtility.HtmlEncode(ShownText.Of(text));
}
