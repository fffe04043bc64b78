using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Data.Sqlite;
using Plugin.EventLog;
using Plugin.Testing;
using Plugin.Testing.Running;

namespace Plugin.Acceptance.Tests.Databases;

/// <summary>What is known of a stored database, beside its text.</summary>
internal sealed record StoredFacts(
    [property: JsonPropertyName("events")] long Events, [property: JsonPropertyName("last_leaf")] string LastLeaf,
    [property: JsonPropertyName("tasks")] int Tasks, [property: JsonPropertyName("root_password")] string RootPassword,
    [property: JsonPropertyName("log_signing_key")] byte[]? LogSigningKey,
    [property: JsonPropertyName("erasures")] string? Erasures);

/// <summary>
/// A database as a hub of an earlier schema step left it, in a folder of its own or on the tests' server. <c>store.sh</c> makes the text.
/// </summary>
internal sealed class StoredDatabase : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plugin-stored-");
    private PostgresDatabase? _database;

    private StoredDatabase(StoredFacts facts) => Facts = facts;

    public static IEnumerable<string> Names => Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Databases"), "*.sql")
        .Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal);

    public StoredFacts Facts { get; }

    public string Folder => _folder.FullName;

    public StoreLocation Location => _database is null ? StoreLocation.Of(Folder, null) : StoreLocation.Of(null, _database.ConnectionString);

    public static async Task<StoredDatabase> Restore(string name)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Databases", name);
        var facts = JsonSerializer.Deserialize<StoredFacts>(await File.ReadAllTextAsync(path + ".json"))!;
        var text = await File.ReadAllTextAsync(path + ".sql");
        var stored = new StoredDatabase(facts);
        if (name.EndsWith(".sqlite", StringComparison.Ordinal))
        {
            await using var connection = new SqliteConnection($"Data Source={Path.Combine(stored.Folder, "plugin.db")};Pooling=false");
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // A file of the tests.
            command.CommandText = text;
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync();
        }
        else
        {
            stored._database = await PostgresDatabase.Create();
            await stored._database.Query(text);
        }

        if (facts.LogSigningKey is { } key)
        {
            var secrets = Directory.CreateDirectory(Path.Combine(stored.Folder, "secrets"));
            await File.WriteAllBytesAsync(Path.Combine(secrets.FullName, "log-signing-key"), key);
            File.SetUnixFileMode(Path.Combine(secrets.FullName, "log-signing-key"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
            if (facts.Erasures is { } erasures)
            {
                await File.WriteAllTextAsync(Path.Combine(secrets.FullName, "erasures"), erasures);
            }
        }

        return stored;
    }

    public HubProcess Hub() => new(Folder, _database?.ConnectionString);

    public async ValueTask DisposeAsync()
    {
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }
}
