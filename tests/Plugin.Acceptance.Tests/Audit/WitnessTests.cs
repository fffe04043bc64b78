using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Plugin.EventLog;
using Plugin.EventLog.Entries;
using Plugin.EventLog.Sqlite;
using Plugin.Testing.Running;

namespace Plugin.Acceptance.Tests.Audit;

/// <summary>The operator of the hub has its database, its key and its disk, and is not to be trusted.</summary>
public sealed class Stations_that_witness_the_log : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private Federation _federation = null!;

    public async ValueTask InitializeAsync()
    {
        _federation = await Federation.Prepare();
        Witnesses.ForEach(station => station.Start());
        await Signed(by: 2, Patience);
    }

    public ValueTask DisposeAsync() => _federation.DisposeAsync();

    [Fact]
    public async Task Sign_soon_after_something_happened()
    {
        await Happen("Fourth hospital");

        var note = await Signed(by: 2, Soon);

        var hub = note.Split('\n')[0].Split('/')[1];
        Assert.Equal(
            (await Nodes()).Take(2).Select(id => $"plugin/{hub}/node/{id}").Order(),
            note.Split('\n').Where(line => line.StartsWith("— ", StringComparison.Ordinal)).Select(line => line.Split(' ')[1]).Skip(1).Order());
        Assert.Empty(await Alarms());
    }

    [Fact]
    public async Task Refuse_a_history_that_was_rewritten_with_the_hubs_own_key()
    {
        await _federation.Hub.Kill();
        await Rewrite(position: 7);
        await _federation.Hub.Serve();
        await Happen("Fourth hospital");

        await BothRaise("fork");
        await NobodySigns();
    }

    [Fact]
    public async Task Refuse_a_copy_of_the_log_that_went_on_differently()
    {
        var copy = _federation.Hub.Folder + "-copy";
        await _federation.Hub.Kill();
        Copy(_federation.Hub.Folder, copy);
        await _federation.Hub.Serve();
        await Happen("The hospital that was seen");
        await Signed(by: 2, Patience);
        await Task.WhenAll(Witnesses.Select(station => station.Kill()));
        await _federation.Hub.Kill();
        Directory.Delete(_federation.Hub.Folder, recursive: true);
        Directory.Move(copy, _federation.Hub.Folder);
        await _federation.Hub.Serve();
        for (var other = 1; other <= 20; other++)
        {
            await Happen($"Another hospital {other}");
        }

        await Signed(by: 0, Patience);
        Witnesses.ForEach(station => station.Start());

        await BothRaise("fork");
        await NobodySigns();
    }

    [Fact]
    public async Task Refuse_a_log_that_lost_what_they_have_seen()
    {
        var copy = _federation.Hub.Folder + "-copy";
        await _federation.Hub.Kill();
        Copy(_federation.Hub.Folder, copy);
        await _federation.Hub.Serve();
        for (var lost = 1; lost <= 20; lost++)
        {
            await Happen($"Lost hospital {lost}");
        }

        await Signed(by: 2, Patience);
        await _federation.Hub.Kill();
        Directory.Delete(_federation.Hub.Folder, recursive: true);
        Directory.Move(copy, _federation.Hub.Folder);
        await _federation.Hub.Serve();

        await BothRaise("shrunk");
        await NobodySigns();
    }

    private List<StationProcess> Witnesses => _federation.Stations[..2];

    private async Task<IReadOnlyList<int>> Nodes() =>
        [.. (await _federation.Root.Get("node?per_page=100&sort=id"))["data"]!.AsArray().Select(node => (int)node!["id"]!)];

    private Task<JsonNode> Happen(string name) => _federation.Root.Post("organization", new JsonObject { ["name"] = name });

    private async Task<JsonArray> Alarms() => (await _federation.Root.Get("audit/alarms"))["alarms"]!.AsArray();

    /// <summary>A checkpoint of everything that happened, with so many signatures of nodes under it.</summary>
    private async Task<string> Signed(int by, TimeSpan within)
    {
        var head = (long)(await _federation.Root.Get("audit/log?limit=1"))["head"]!;
        var note = "";
        return await Eventually.Get(
            async () =>
            {
                note = await Note();
                return long.Parse(note.Split('\n')[1]) >= head && Signatures(note) >= 1 + by ? note : null;
            },
            within, () => $"{by} nodes' signatures under a checkpoint of {head} events:\n{note}\n{Outputs()}");
    }

    private async Task BothRaise(string kind)
    {
        var nodes = (await Nodes()).Take(2).ToList();
        var alarms = new JsonArray();
        await Eventually.Get(
            async () =>
            {
                alarms = await Alarms();
                return nodes.TrueForAll(id => alarms.Any(a => (string)a!["id"]! == $"node-{id}-{kind}")) ? alarms : null;
            },
            Patience, () => $"{kind} from {string.Join(", ", nodes)} in {alarms}\n{Outputs()}");
        Assert.All(Witnesses, station => Assert.Contains("ALARM about the hub's log", station.Output, StringComparison.Ordinal));
        Assert.All(alarms, alarm => Assert.Equal(2, alarm!["evidence"]!.AsArray().Count));
    }

    /// <summary>The alarms themselves are events, so there is a checkpoint after them that the nodes were told of.</summary>
    private async Task NobodySigns()
    {
        var note = await Signed(by: 0, Patience);
        Assert.Equal(1, Signatures(note));
    }

    private async Task<string> Note()
    {
        using var response = await _federation.Root.Send(HttpMethod.Get, "audit/checkpoint", null);
        return await response.Content.ReadAsStringAsync();
    }

    private static int Signatures(string note) => note.Split('\n').Count(line => line.StartsWith("— ", StringComparison.Ordinal));

    private string Outputs() =>
        $"The hub said:\n{_federation.Hub.Output}\n{string.Join('\n', Witnesses.Select(s => s.Output))}";

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var folder in Directory.EnumerateDirectories(from))
        {
            Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
        }

        foreach (var file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }

    /// <summary>
    /// Another digit in an event's time, its leaf made anew; everything that was signed or remembered from there on is gone, so that the hub signs
    /// the new history by itself.
    /// </summary>
    private async Task Rewrite(int position)
    {
        var database = Path.Combine(_federation.Hub.Folder, "plugin.db");
        foreach (var memory in Directory.EnumerateFiles(Path.Combine(_federation.Hub.Folder, "secrets"), "checkpoint-*"))
        {
            File.Delete(memory);
        }

        await Run(database, "update events set data = $data where position = $position", position, async () =>
        {
            var data = (await Stored(database, position)).Data.ToArray();
            data[^4] ^= 1;
            return data;
        });
        await Run(database, "update events set leaf = $data where position = $position", position, async () => Entry.Leaf(await Stored(database, position)));
        await Run(database, "delete from checkpoints where size >= $position", position, data: null);
        await Run(database, "delete from cosignatures where size >= $position", position, data: null);
        await Run(database, "delete from tiles where $position > 0", position, data: null);
    }

    private static async Task<StoredEvent> Stored(string database, int position)
    {
        await using var store = SqliteStore.Look(database, new NoProjector(), TimeProvider.System);
        return (await store.Log.Read(position - 1, 1, CancellationToken.None))[0];
    }

    private static async Task Run(string database, string sql, int position, Func<Task<byte[]>>? data)
    {
        var value = data is null ? null : await data();
        await using var connection = new SqliteConnection($"Data Source={database};Pooling=false");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("$position", position);
        if (value is not null)
        {
            command.Parameters.AddWithValue("$data", value);
        }

        await command.ExecuteNonQueryAsync();
    }
}
