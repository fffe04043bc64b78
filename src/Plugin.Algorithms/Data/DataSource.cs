using Plugin.Algorithms.Container;

namespace Plugin.Algorithms.Data;

/// <summary>Opens the data that the task asked for: all its sources, the rows of one below those of the other.</summary>
internal static class DataSource
{
    public static async Task<Table> Open(ContainerVariables variables, TimeProvider clock, CancellationToken cancellationToken)
    {
        var labels = variables.Require("USER_REQUESTED_DATABASE_LABELS").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct().ToList();
        if (labels.Count == 0)
        {
            throw new AlgorithmFailure("The task names no data source, and this method needs one.");
        }

        var parts = new List<Rows>();
        foreach (var label in labels)
        {
            var prefix = label.ToUpperInvariant();
            var rows = await Read(label, prefix, variables, clock, cancellationToken);
            parts.Add(variables.Find($"{prefix}_PREPROCESSING") is { } steps ? Preprocessing.Apply(steps, rows) : rows);
        }

        return new Table(parts);
    }

    private static async Task<Rows> Read(string label, string prefix, ContainerVariables variables, TimeProvider clock, CancellationToken cancellationToken)
    {
        var uri = variables.Find($"{prefix}_DATABASE_URI")
            ?? throw new AlgorithmFailure($"This station has no data source '{label}'.");
        var type = variables.Find($"{prefix}_DATABASE_TYPE") ?? "csv";
        var query = variables.Find($"{prefix}_QUERY");
        try
        {
            switch (type.ToLowerInvariant())
            {
                // Not doing what a task asks for would give figures of something else.
                case "csv" when query is not null:
                    throw new AlgorithmFailure($"The task has a query for the data source '{label}', which is a csv file and takes none.");
                case "csv":
                    await using (var content = File.OpenRead(uri))
                    {
                        return Rows.ReadCsv(label, content);
                    }

                case "sql":
                    return await Database.Read(
                        label, uri, query ?? throw new AlgorithmFailure($"The task has no query for the data source '{label}', which is a database."), clock, cancellationToken);
                default:
                    throw new AlgorithmFailure($"The data source '{label}' has type '{type}'; this algorithm reads csv and sql.");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new AlgorithmFailure($"The data source '{label}' of this station cannot be read ({e.GetType().Name}).", e);
        }
    }
}
