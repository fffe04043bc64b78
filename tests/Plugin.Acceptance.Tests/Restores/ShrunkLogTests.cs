using System.Text.Json.Nodes;
using Plugin.Testing;
using Plugin.Testing.Running;

namespace Plugin.Acceptance.Tests.Restores;

/// <summary>Somebody put an older database in place and said nothing.</summary>
public sealed class A_hub_whose_log_is_shorter_than_it_knows
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Does_not_start_and_names_the_way_on()
    {
        await using var federation = await Federation.Prepare();
        var hub = federation.Hub;
        await hub.Kill();
        var older = Directory.CreateTempSubdirectory("plugin-restore-");
        Copy(hub.Folder, older.FullName);
        await hub.Serve();
        await GoOn(federation);
        await hub.Kill();
        Copy(older.FullName, hub.Folder);
        older.Delete(recursive: true);

        hub.Start();

        Assert.Equal(1, await hub.Exit(Patience));
        Assert.Contains("it was restored to the past", hub.Output, StringComparison.Ordinal);
        Assert.Contains("`plugin log new-generation --by NAME --reason TEXT`", hub.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stops_when_that_happens_while_it_serves()
    {
        await using var database = await PostgresDatabase.Create();
        await using var federation = await Federation.Prepare(database: database.ConnectionString);
        var size = (long)(await database.Query("select max(size) from log.checkpoints"))!;
        await GoOn(federation);

        await database.Query($"delete from log.checkpoints where size > {size}; delete from log.events where position > {size}");

        Assert.Equal(1, await federation.Hub.Exit(Patience));
        Assert.Contains("it was restored to the past", federation.Hub.Output, StringComparison.Ordinal);
    }

    private static async Task GoOn(Federation federation)
    {
        foreach (var name in (string[])["East", "Middle"])
        {
            await federation.Root.Post("organization", new JsonObject { ["name"] = name });
        }

        using var signed = await federation.Root.Send(HttpMethod.Post, "audit/checkpoint", null);
        signed.EnsureSuccessStatusCode();
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(to, "plugin.db*"))
        {
            File.Delete(file);
        }

        foreach (var file in Directory.GetFiles(from, "plugin.db*"))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }
}
