using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Plugin.EventLog;
using Plugin.Testing;
using Plugin.Testing.Running;

namespace Plugin.Acceptance.Tests.Erasing;

public sealed class A_hub_killed_while_it_erases
{
    private const int Persons = 6;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Finishes_on_SQLite_before_it_serves_again()
    {
        await using var federation = await Federation.Prepare();
        await EraseAndKill(federation, new DataFolder(federation.Hub.Folder), seed: 1);
    }

    [Fact]
    public async Task Finishes_on_PostgreSQL_before_it_serves_again()
    {
        await using var database = await PostgresDatabase.Create();
        await using var federation = await Federation.Prepare(database: database.ConnectionString);
        await EraseAndKill(federation, new Database(database.ConnectionString), seed: 2);
    }

    // The list is flushed before the log is written: from that moment on the erasure must come to its end, whatever happens.
    private static async Task EraseAndKill(Federation federation, StoreLocation location, int seed)
    {
        var random = new Random(seed);
        var list = Path.Combine(federation.Hub.Folder, "secrets", "erasures");
        for (var i = 0; i < Persons; i++)
        {
            var organisation = federation.Organisations[0];
            var person = (int)(await federation.Root.Post("user", JsonNode.Parse(
                $$"""{"username":"person{{i}}","email":"person{{i}}@gone.example","password":"Some-password-1","organization_id":{{organisation}}}""")!))["id"]!;
            var before = new FileInfo(list).Length;
            var asked = federation.Root.Send(HttpMethod.Post, $"erasure/users/{person}", new StringContent("{}", Encoding.UTF8, "application/json"));
            var after = TimeSpan.FromMicroseconds(random.Next(20_000));
            await Task.Factory.StartNew(() => SpinFrom(list, before, after), TaskCreationOptions.LongRunning);

            await federation.Hub.Kill();
            await Ignore(asked);
            await federation.Hub.Serve();

            var told = $"Person {i}, seed {seed}, killed {after.TotalMilliseconds} ms after the list had grown.\n{federation.Hub.Output}";
            using (var gone = await federation.Root.Send(HttpMethod.Get, $"user/{person}", null))
            {
                Assert.True(gone.StatusCode == HttpStatusCode.NotFound, told);
            }

            var events = (await federation.Root.Get($"audit/streams/user-{person}/state"))["changes"]!.AsArray().Select(e => (string)e!["name"]!);
            Assert.Single(events, name => name == "user.erased/1");
            await using var store = await location.Look(TimeProvider.System, CancellationToken.None);
            Assert.Null(await store.Vault.Read(VaultWrite.SealKey, $"user-{person}", CancellationToken.None));
            Assert.Null(await store.Log.OwnerOf("user.name", $"person{i}", CancellationToken.None));
        }
    }

    private static void SpinFrom(string list, long length, TimeSpan after)
    {
        var clock = Stopwatch.StartNew();
        while (new FileInfo(list).Length == length)
        {
            Assert.True(clock.Elapsed < Patience, "The erasure list did not grow.");
            Thread.Yield();
        }

        clock.Restart();
        while (clock.Elapsed < after)
        {
            Thread.Yield();
        }
    }

    private static async Task Ignore(Task<HttpResponseMessage> request)
    {
        try
        {
            (await request).Dispose();
        }
        catch (HttpRequestException)
        {
            // The hub died before it answered.
        }
    }
}
