using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Plugin.EventLog;
using Plugin.EventLog.Entries;
using Plugin.EventLog.Sqlite;
using Plugin.Testing.Running;

namespace Plugin.Acceptance.Tests.Audit;

public sealed class A_log
{
    private const int Position = 7;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Verifies_while_its_hub_is_serving()
    {
        await using var federation = await Federation.Prepare();

        var verified = await CommandLine.Run(Patience, "log", "verify", "--data", federation.Hub.Folder);

        Assert.True(verified.ExitCode == 0, verified.Output + verified.Errors);
    }

    [Fact]
    public async Task In_which_one_byte_of_one_event_was_changed_names_its_position_and_fails()
    {
        await using var federation = await Federation.Prepare();
        await federation.Hub.Kill();
        await Tamper(Database(federation), Position);

        var verified = await CommandLine.Run(Patience, "log", "verify", "--data", federation.Hub.Folder);

        Assert.Equal(1, verified.ExitCode);
        Assert.Contains($"position {Position}", verified.Output + verified.Errors, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task In_which_an_event_was_changed_and_its_leaf_made_anew_fails_at_the_next_checkpoint()
    {
        await using var federation = await Federation.Prepare();
        await Eventually.Get(
            async () => await Checkpoints(federation) >= Position ? "there" : null, Patience, () => $"a checkpoint of {Position} events");
        await federation.Hub.Kill();
        await Rewrite(Database(federation), Position);

        var verified = await CommandLine.Run(Patience, "log", "verify", "--data", federation.Hub.Folder);

        Assert.Equal(1, verified.ExitCode);
        Assert.Contains("Not verified: the checkpoint of ", verified.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shows_what_a_thing_was_like_while_its_hub_is_serving()
    {
        await using var federation = await Federation.Prepare();

        var replayed = await CommandLine.Run(Patience, "replay", "user-1", "--json", "--data", federation.Hub.Folder);
        var before = await CommandLine.Run(Patience, "replay", "user-1", "--json", "--at", "1", "--data", federation.Hub.Folder);

        Assert.Equal("root", (string?)JsonNode.Parse(replayed.Output)!["state"]!["user_name"]);
        Assert.Equal("""{"state":"none"}""", JsonNode.Parse(before.Output)!["state"]!.ToJsonString());
    }

    private static string Database(Federation federation) => Path.Combine(federation.Hub.Folder, "plugin.db");

    private static async Task<long> Checkpoints(Federation federation)
    {
        await using var store = await new DataFolder(federation.Hub.Folder).Look(TimeProvider.System, CancellationToken.None);
        return (await store.Proof.NewestCheckpoint(CancellationToken.None))?.Size ?? 0;
    }

    private static async Task Rewrite(string database, int position)
    {
        await Tamper(database, position);
        byte[] leaf;
        await using (var store = SqliteStore.Look(database, new NoProjector(), TimeProvider.System))
        {
            leaf = Entry.Leaf((await store.Log.Read(position - 1, 1, CancellationToken.None))[0]);
        }

        await using var connection = new SqliteConnection($"Data Source={database};Pooling=false");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "update events set leaf = $leaf where position = $position";
        command.Parameters.AddWithValue("$leaf", leaf);
        command.Parameters.AddWithValue("$position", position);
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }

    private static async Task Tamper(string database, int position)
    {
        await using var connection = new SqliteConnection($"Data Source={database};Pooling=false");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "select data from events where position = $position";
        command.Parameters.AddWithValue("$position", position);
        var data = (byte[])(await command.ExecuteScalarAsync())!;
        data[^2] ^= 1;
        command.CommandText = "update events set data = $data where position = $position";
        command.Parameters.AddWithValue("$data", data);
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }
}
