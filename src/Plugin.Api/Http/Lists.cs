using System.Globalization;
using Microsoft.AspNetCore.Http;
using Plugin.Contracts;
using Plugin.ReadModels;

namespace Plugin.Api.Http;

/// <summary>The envelope of a page: links that keep the query and change only the page, and the headers that browsers read.</summary>
internal static class Lists
{
    public static IResult Page<T>(HttpContext http, PageRequest page, long total, bool totalIsExact, IReadOnlyList<T> data) =>
        Page(http, page, total, totalIsExact, data, Answers.Ok);

    /// <param name="answer">Makes the answer of the list.</param>
    public static IResult Page<T>(
        HttpContext http, PageRequest page, long total, bool totalIsExact, IReadOnlyList<T> data, Func<ListOf<T>, IResult> answer)
    {
        var last = totalIsExact ? (total + page.Size - 1) / page.Size : 0;
        var hasNext = totalIsExact ? page.Number < last : data.Count == page.Size;
        var links = new PageLinks(
            To(1),
            page.Number > 1 ? To(page.Number - 1) : null,
            To(page.Number),
            hasNext ? To(page.Number + 1) : null,
            last > 0 ? To(last) : null);
        var headers = http.Response.Headers;
        headers["total-count"] = total.ToString(CultureInfo.InvariantCulture);
        headers.Link = string.Join(
            ",",
            new (string? Url, string Rel)[]
            {
                (links.First, "first"), (links.Previous, "previous"), (links.Self, "self"), (links.Next, "next"), (links.Last, "last"),
            }.Where(link => link.Url is not null).Select(link => $"<{link.Url}>; rel={link.Rel}"));
        headers.AccessControlExposeHeaders = "total-count, Link";
        return answer(new ListOf<T>(data, links));

        string To(long number)
        {
            var query = http.Request.Query.Where(pair => pair.Key != "page")
                .Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value.FirstOrDefault() ?? "")}")
                .Append(string.Create(CultureInfo.InvariantCulture, $"page={number}"));
            return $"{http.Request.PathBase}{http.Request.Path}?{string.Join('&', query)}";
        }
    }

    public static IResult Page<TRow, T>(HttpContext http, PageRequest page, PageOf<TRow> rows, Func<TRow, T> view) =>
        Page(http, page, rows.Total, rows.TotalIsExact, [.. rows.Rows.Select(view)]);
}
