using Npgsql;

namespace Plugin.Hub.Orleans;

/// <summary>
/// The tables in which silos find each other, in a schema of their own beside the log's. They hold nothing that is missed: emptied while
/// no silo runs, they fill again.
/// </summary>
internal sealed class Membership(string database) : IHostedService
{
    private const string Sql = "Plugin.Hub.Orleans.Sql.0001_membership.sql";

    /// <summary>With the schema in which Orleans looks for the names it knows.</summary>
    public string ConnectionString { get; } =
        new NpgsqlConnectionStringBuilder(database) { SearchPath = "orleans", MaxPoolSize = 4, ApplicationName = "plugin-orleans" }.ConnectionString;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(typeof(Membership).Assembly.GetManifestResourceStream(Sql)!);
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(await reader.ReadToEndAsync(cancellationToken), connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
