namespace Plugin.Algorithms.Data;

/// <summary>
/// The names of the columns, for a researcher who orders a task about them. It is called what the image is called by that vantage6's page
/// asks; a station that tells no names refuses the method by its policy.
/// </summary>
internal static class ColumnHeaders
{
    public static async Task<object> Run(Call call, CancellationToken cancellationToken) =>
        (await call.OpenData(cancellationToken)).Columns.ToArray();
}
