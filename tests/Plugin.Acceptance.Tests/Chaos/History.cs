using System.Text.Json.Nodes;
using Npgsql;

namespace Plugin.Acceptance.Tests.Chaos;

/// <param name="Stream">Such as <c>run-7</c>.</param>
internal sealed record Happened(long Position, string Stream, string Name, JsonNode Facts, DateTimeOffset At);

/// <summary>What the log says of tasks and runs, read past every silo.</summary>
internal sealed class History
{
    private const string Select = """
        select position, stream, name, convert_from(data, 'UTF8'), at from log.events
        where stream like 'run-%' or stream like 'task-%' order by position
        """;

    private readonly Dictionary<string, List<Happened>> _streams = new(StringComparer.Ordinal);

    public History(IEnumerable<Happened> events)
    {
        foreach (var happened in events)
        {
            if (!_streams.TryGetValue(happened.Stream, out var stream))
            {
                _streams[happened.Stream] = stream = [];
            }

            stream.Add(happened);
        }
    }

    public IEnumerable<(int Run, IReadOnlyList<Happened> Events)> Runs => _streams.Where(s => s.Key.StartsWith("run-", StringComparison.Ordinal))
        .Select(s => (int.Parse(s.Key[4..], System.Globalization.CultureInfo.InvariantCulture), (IReadOnlyList<Happened>)s.Value));

    public IReadOnlyList<Happened> OfTask(int task) => _streams.GetValueOrDefault($"task-{task}") ?? [];

    public static async Task<History> Read(string database)
    {
        var events = new List<Happened>();
        await using var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = Select;
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            events.Add(new Happened(
                reader.GetInt64(0), reader.GetString(1), reader.GetString(2), JsonNode.Parse(reader.GetString(3))!,
                await reader.GetFieldValueAsync<DateTimeOffset>(4)));
        }

        return new History(events);
    }
}
