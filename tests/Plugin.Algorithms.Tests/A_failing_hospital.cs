namespace Plugin.Algorithms.Tests;

public sealed class A_failing_hospital
{
    private const string Good = "a\n1\n";

    [Fact]
    public async Task Fails_the_whole_and_is_named()
    {
        await using var hospitals = await Collaboration.Of([Good, "b\n1\n", Good]);

        var ended = await hospitals.Run("central_summary", new() { ["columns"] = "a" });

        Assert.Equal(1, ended.ExitCode);
        Assert.Equal(
            "error > partial_summary did not complete at Hospital 2 (organisation 2): its run is 'crashed'. Nothing is combined from the other organisations alone.\n",
            ended.Errors);
        Assert.Empty(ended.Output);
    }

    [Fact]
    public async Task Is_named_when_it_completes_without_a_result()
    {
        await using var hospitals = await Collaboration.Start([new Part(Good), new Part(Good)], withoutResult: 2);

        var ended = await hospitals.Run("central_summary", new() { ["columns"] = "a" });

        Assert.Equal("error > Hospital 2 (organisation 2) completed partial_summary without a result.\n", ended.Errors);
    }

    [Fact]
    public async Task Is_not_confused_with_broken_connections_to_the_proxy()
    {
        await using var hospitals = await Collaboration.Of([Good, Good]);
        hospitals.BreakNextConnections(3);

        var result = await hospitals.Result("central_summary", new() { ["columns"] = "a" });

        Assert.Equal(2, result.GetProperty("columns").GetProperty("a").GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task May_not_be_asked_for_when_it_is_a_stranger()
    {
        await using var hospitals = await Collaboration.Of([Good]);

        var ended = await hospitals.Run("central_summary", new() { ["columns"] = "a", ["organizations_to_include"] = new System.Text.Json.Nodes.JsonArray(7) });

        Assert.Equal("error > The organisation 7 is not a member of this collaboration.\n", ended.Errors);
        Assert.Empty(hospitals.Posted);
    }
}
