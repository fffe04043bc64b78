using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Plugin.Testing.Running;

namespace Plugin.Acceptance.Tests.Cluster;

public sealed class A_silo_that_is_killed_with_duties_in_hand
{
    private const int Tasks = 60;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Leaves_them_to_the_other_which_acts_on_each_once()
    {
        await using var installation = await Installation.Start();
        await installation.SiloOfStation();
        await EndedTasks(installation);
        var holder = await installation.HolderOf("retention");
        var other = installation.Silos[holder == installation.Silos[0] ? 1 : 0];
        using var root = await HubUser.SignIn(other, "root", HubProcess.RootPassword);
        using (var set = await root.Send(HttpMethod.Put, "erasure/retention", JsonContent.Create(new { days = 0, texts = false })))
        {
            Assert.Equal(HttpStatusCode.OK, set.StatusCode);
        }

        await Eventually.Get(async () => await Erased(installation) is > 0 ? "begun" : null, Patience, () => $"the first erasure.\n{installation.Outputs()}");

        // Amid the erasures; and station and watch are gone at once, so that only the other silo can notice. All clocks run on in the database.
        await Task.WhenAll(holder.Kill(), installation.Station.Kill());
        var before = await Erased(installation);
        // It is held for a minute and a half, so that no erasure outlasts it. That time is over.
        await installation.Query("update live.duties set until = clock_timestamp() where duty = 'retention'");
        await Eventually.Get(
            async () => await Erased(installation) >= Tasks ? "all" : null, Patience, () => $"all erasures: {before} at the kill.\n{installation.Outputs()}");
        var events = await Eventually.Get(
            async () => await installation.EventsOf(await installation.Node()) is var seen && seen.Contains("node.went_offline/1") ? seen : null,
            Patience, () => $"that the node is offline.\n{installation.Outputs()}");
        var head = (long)(await installation.Query("select max(position) from log.events"))!;
        await Eventually.Get(
            async () => await installation.Query("select max(size) from log.checkpoints") is long size && size >= head ? "signed" : null,
            Patience, () => $"a checkpoint of {head} events.\n{installation.Outputs()}");

        TestContext.Current.TestOutputHelper?.WriteLine($"{before} of {Tasks} tasks were erased at the kill.");
        Assert.Equal((long)Tasks, await installation.Query("select count(distinct stream) from log.events where name = 'task.contents_erased/1'"));
        Assert.Equal(Tasks, await Erased(installation));
        Assert.Equal(1, events.Count(name => name == "node.went_offline/1"));
        foreach (var duty in (string[])["retention", "station-watch", "checkpoints"])
        {
            Assert.Same(other, await installation.HolderOf(duty));
        }

        await installation.LogIsVerified();
    }

    /// <summary>Killed before their station has done anything for them, which is quick.</summary>
    private static async Task EndedTasks(Installation installation)
    {
        var researcher = await installation.Researcher();
        for (var i = 0; i < Tasks; i++)
        {
            var task = await researcher.Submit(
                installation.Collaboration, Federation.Image, new JsonObject { ["method"] = "wait", ["kwargs"] = new JsonObject { ["milliseconds"] = 600_000 } },
                [installation.Organisation], "default");
            await researcher.Post("kill/task", new JsonObject { ["id"] = task });
        }
    }

    private static async Task<long> Erased(Installation installation) =>
        (long)(await installation.Query("select count(*) from log.events where name = 'task.contents_erased/1'"))!;
}
