namespace Plugin.Algorithms.Tests;

public sealed class A_central_run
{
    [Fact]
    public async Task Waits_for_the_slowest_hospital()
    {
        await using var hospitals = await Collaboration.Of(["", ""]);

        var result = await hospitals.Result("wait_central", new() { ["milliseconds"] = 250 });

        Assert.Equal(500, result.GetProperty("milliseconds").GetInt32());
    }

    [Fact]
    public async Task Posts_its_subtasks_in_the_shape_of_the_api()
    {
        await using var hospitals = await Collaboration.Of(["", ""]);

        await hospitals.Result("wait_central", new() { ["milliseconds"] = 0 });

        const string Input = "eyJtZXRob2QiOiJ3YWl0IiwiYXJncyI6W10sImt3YXJncyI6eyJtaWxsaXNlY29uZHMiOjB9fQ==";
        Assert.Equal(
            $$"""{"name":"subtask","image":"plugin/algorithms:1","collaboration_id":3,"description":"wait","organizations":[{"id":1,"input":"{{Input}}"},{"id":2,"input":"{{Input}}"}],"databases":[{"label":"default"}]}""",
            Assert.Single(hospitals.Posted).GetRawText());
    }
}
