using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Plugin.Testing.Running;

namespace Plugin.Acceptance.Tests.Audit;

public sealed class A_log
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

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
        const int Position = 7;
        await Tamper(Path.Combine(federation.Hub.Folder, "plugin.db"), Position);

        var verified = await CommandLine.Run(Patience, "log", "verify", "--data", federation.Hub.Folder);

        Assert.Equal(1, verified.ExitCode);
        Assert.Contains($"position {Position}", verified.Output + verified.Errors, StringComparison.OrdinalIgnoreCase);
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
