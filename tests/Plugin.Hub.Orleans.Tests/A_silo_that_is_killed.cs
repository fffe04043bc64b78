using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Plugin.Testing;
using Plugin.Testing.Running;

namespace Plugin.Hub.Orleans.Tests;

public sealed class A_silo_that_is_killed
{
    private const int Streams = 10;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly string Program = Path.Combine(
        Repository.Root, "silos", "Plugin.Hub.Orleans", "bin", Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd('/')))!,
        "net10.0", "Plugin.Hub.Orleans.dll");

    [Fact]
    public async Task Leaves_its_streams_to_the_other_and_nothing_is_lost()
    {
        await using var database = await PostgresDatabase.Create();
        var folder = Directory.CreateTempSubdirectory("plugin-orleans-").FullName;
        await using var first = new HubProcess(folder, database.ConnectionString) { Program = Program };
        await using var second = new HubProcess(folder, database.ConnectionString) { Program = Program };
        await first.Serve();
        await second.Serve();
        using var atFirst = await HubUser.SignIn(first, "root", HubProcess.RootPassword);
        using var atSecond = await HubUser.SignIn(second, "root", HubProcess.RootPassword);
        var streams = new List<Owned>();
        for (var i = 0; i < Streams; i++)
        {
            streams.Add(new Owned((int)(await atFirst.Post("organization", new JsonObject { ["name"] = $"Hospital {i}" }))["id"]!));
            // Whoever asks for it first has it.
            await Change(atFirst, streams[i]);
        }

        using var enough = new CancellationTokenSource();
        var changing = streams.Select(stream => ChangeUntil(atSecond, stream, enough.Token)).ToList();
        await Everywhere(streams, "a change through the other silo");
        await first.Kill();
        streams.ForEach(stream => stream.Mark());
        await Everywhere(streams, "a change after the silo's end");
        await enough.CancelAsync();
        await Task.WhenAll(changing);

        foreach (var stream in streams)
        {
            Assert.Equal($"{stream.Changes}", (string?)(await atSecond.Get($"organization/{stream.Id}"))["address1"]);
            var history = (await atSecond.Get($"audit/streams/organisation-{stream.Id}/events?per_page=1000"))["events"]!.AsArray();
            Assert.Equal(1 + stream.Changes, history.Count);
        }

        async Task Everywhere(List<Owned> all, string what) => await Eventually.Get(
            () => Task.FromResult(all.TrueForAll(stream => stream.SinceMark > 0) ? "done" : null), Patience,
            () => $"{what} of {all.Count(stream => stream.SinceMark == 0)} streams. The other silo said:\n{second.Output}");
    }

    [Fact]
    public async Task Does_not_keep_a_new_one_at_another_place_from_beginning_alone()
    {
        await using var database = await PostgresDatabase.Create();
        var folder = Directory.CreateTempSubdirectory("plugin-orleans-").FullName;
        await using var first = new HubProcess(folder, database.ConnectionString) { Program = Program };
        await first.Serve();
        await first.Kill();

        await using var second = new HubProcess(folder, database.ConnectionString) { Program = Program, StartsWithin = Patience };
        await second.Serve();

        using var root = await HubUser.SignIn(second, "root", HubProcess.RootPassword);
        await Change(root, new Owned((int)(await root.Post("organization", new JsonObject { ["name"] = "North" }))["id"]!));
    }

    private static async Task ChangeUntil(HubUser user, Owned stream, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            await Change(user, stream);
        }
    }

    /// <summary>Each change is answered in good order, also that which the dead silo was asked for.</summary>
    private static async Task Change(HubUser user, Owned stream)
    {
        using var answer = await user.Send(
            HttpMethod.Patch, $"organization/{stream.Id}", JsonContent.Create(new { address1 = $"{stream.Changes + 1}" }));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        stream.Changed();
    }

    private sealed class Owned(int id)
    {
        private int _marked = 1;

        public int Id { get; } = id;

        /// <summary>Acknowledged.</summary>
        public int Changes { get; private set; }

        public int SinceMark => Changes - Volatile.Read(ref _marked);

        public void Changed() => Changes++;

        // What was under way at this moment may still be the dead silo's answer.
        public void Mark() => Volatile.Write(ref _marked, Changes + 1);
    }
}
