using Plugin.Node.Runtimes;

namespace Plugin.Node.Contract;

/// <summary>The variables that an algorithm finds, for whichever paths its runtime shows it.</summary>
public static class ContractEnvironment
{
    /// <param name="uriOf">The data source's address as seen by the algorithm.</param>
    public static IReadOnlyDictionary<string, string> Of(
        AttemptPlan plan, ContractPaths paths, Func<DatabaseConfig, string> uriOf)
    {
        var labels = string.Join(',', plan.Databases.Select(d => d.Source.Label));
        var values = new Dictionary<string, string>
        {
            ["INPUT_FILE"] = paths.Input,
            ["OUTPUT_FILE"] = paths.Output,
            ["TOKEN_FILE"] = paths.Token,
            ["TEMPORARY_FOLDER"] = paths.Temporary,
            ["HOST"] = "http://127.0.0.1",
            ["PORT"] = plan.ProxyPort.ToString(),
            ["API_PATH"] = "",
            ["USER_REQUESTED_DATABASE_LABELS"] = labels,
            // Labels that were not requested are none of the algorithm's business.
            ["DB_LABELS"] = labels,
        };
        foreach (var database in plan.Databases)
        {
            var prefix = database.Source.Label.ToUpperInvariant();
            values[$"{prefix}_DATABASE_URI"] = uriOf(database.Source);
            values[$"{prefix}_DATABASE_TYPE"] = database.Source.Type;
            foreach (var (key, value) in database.Source.Env)
            {
                values[$"{prefix}_DB_PARAM_{key.ToUpperInvariant()}"] = value;
            }

            AddWhenGiven($"{prefix}_QUERY", database.Query);
            AddWhenGiven($"{prefix}_SHEET_NAME", database.SheetName);
            AddWhenGiven($"{prefix}_PREPROCESSING", database.Preprocessing);
        }

        foreach (var (name, value) in plan.Extra)
        {
            values[name] = value;
        }

        var encoded = values.ToDictionary(v => v.Key, v => EnvironmentEncoding.Encode(v.Value));
        if (plan.Traceparent is { } trace)
        {
            // Plain, since tracing libraries read it before any tool decodes; with its dashes no tool takes it for encoded.
            encoded.TryAdd("TRACEPARENT", trace);
        }

        return encoded;

        void AddWhenGiven(string name, string? value)
        {
            if (value is not null)
            {
                values[name] = value;
            }
        }
    }
}

/// <summary>Where the algorithm finds its files.</summary>
public sealed record ContractPaths(string Input, string Output, string Token, string Temporary);
