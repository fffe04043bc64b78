using Plugin.Algorithms.Container;

namespace Plugin.Algorithms.Data;

/// <summary>Opens the data that the task asked for: the first of its labels.</summary>
internal static class DataSource
{
    public static Table Open(ContainerVariables variables)
    {
        var label = variables.Require("USER_REQUESTED_DATABASE_LABELS").Split(',')[0].Trim();
        if (label.Length == 0)
        {
            throw new AlgorithmFailure("The task names no data source, and this method needs one.");
        }

        var prefix = label.ToUpperInvariant();
        var uri = variables.Find($"{prefix}_DATABASE_URI")
            ?? throw new AlgorithmFailure($"This station has no data source '{label}'.");
        var type = variables.Find($"{prefix}_DATABASE_TYPE") ?? "csv";
        if (!type.Equals("csv", StringComparison.OrdinalIgnoreCase))
        {
            throw new AlgorithmFailure($"The data source '{label}' has type '{type}'; this algorithm reads csv.");
        }

        try
        {
            using var content = File.OpenRead(uri);
            return Table.ReadCsv(label, content);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new AlgorithmFailure($"The data source '{label}' of this station cannot be read ({e.GetType().Name}).", e);
        }
    }
}
