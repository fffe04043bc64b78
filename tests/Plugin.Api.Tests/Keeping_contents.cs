namespace Plugin.Api.Tests;

/// <summary>What a rule of retention would erase is told before it is set.</summary>
public sealed class Keeping_contents(RunningHub hub) : IClassFixture<RunningHub>
{
    private World World => hub.World;

    [Fact]
    public async Task Is_foretold_for_runs_that_have_ended()
    {
        await World.Ordered(World.Alice, World.A);
        var (task, run) = await World.Ordered(World.Alice, World.A);
        Assert.Equal(200, (await World.Root.Post("kill/task", $$"""{"id":{{task}}}""")).Status);
        var ended = (await World.Root.Get($"run/{run}")).Body!["finished_at"]!.GetValue<DateTimeOffset>();

        var now = await Forecast(World.Alice, 0);
        var later = await Forecast(World.Alice, 30);

        Assert.Equal("""{"due":1,"later":0,"next":null}""", now.Body!.ToJsonString());
        Assert.Equal((0, 1), ((int)later["due"]!, (int)later["later"]!));
        Assert.Equal(ended + TimeSpan.FromDays(30), later.Body!["next"]!.GetValue<DateTimeOffset>(), TimeSpan.FromSeconds(1));
    }

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("-1")]
    [InlineData("36526")]
    public async Task Is_foretold_for_a_number_of_days(string days)
    {
        var answer = await World.Alice.Get($"erasure/retention/collaborations/{World.Collaboration}/forecast?days={days}");

        Assert.Equal((400, "retention.unacceptable"), (answer.Status, answer.Text("code")));
    }

    [Fact]
    public async Task By_a_rule_of_its_own_tells_a_collaboration_from_the_others()
    {
        var own = await World.Another("With a rule", World.A);
        Assert.Equal(200, (await World.Root.Put($"erasure/retention/collaborations/{own}", """{"days":30,"texts":false}""")).Status);

        Assert.Equal([own], (await World.Root.Get("collaboration?own_retention=1")).Ids);
        Assert.Equal([World.Collaboration], (await World.Root.Get("collaboration?own_retention=0")).Ids);

        Assert.Equal(200, (await World.Root.Delete($"erasure/retention/collaborations/{own}")).Status);
        Assert.Empty((await World.Root.Get("collaboration?own_retention=1")).Ids);
    }

    private Task<Answer> Forecast(Api by, int days) => by.Get($"erasure/retention/collaborations/{World.Collaboration}/forecast?days={days}");
}
