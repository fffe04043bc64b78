using System.Text.Json.Nodes;

namespace Plugin.Algorithms.Tests;

public sealed class A_summary_over_three_hospitals
{
    [Fact]
    public async Task Equals_what_R_computes_on_the_whole_data()
    {
        await using var hospitals = await Collaboration.Of(Rotterdam.ByHospital);

        var result = await hospitals.Result("central_summary", new() { ["columns"] = new JsonArray("age"), ["group_by"] = new JsonArray("meno") });

        var expected = Rotterdam.Expected.GetProperty("age");
        var age = result.GetProperty("columns").GetProperty("age");
        Assert.Equal(expected.GetProperty("count").GetInt32(), age.GetProperty("count").GetInt32());
        Assert.Equal(0, age.GetProperty("missing").GetInt32());
        foreach (var figure in (string[])["mean", "sd", "min", "max", "median"])
        {
            Close.To(expected.GetProperty(figure), age.GetProperty(figure));
        }

        foreach (var level in Rotterdam.Expected.GetProperty("mean_age_by_meno").EnumerateObject())
        {
            Close.To(level.Value, result.GetProperty("groups").GetProperty("meno").GetProperty(level.Name).GetProperty("age").GetProperty("mean"));
        }
    }

    [Fact]
    public async Task Finds_the_exact_median_of_each_column_and_group()
    {
        await using var hospitals = await Collaboration.Of(["a,g\n1,x\n2,x\n,y\n1000000.25,y\n", "a,g\n-3.5,x\nNA,x\n7,y\n", "a,g\n8,z\n"]);

        var result = await hospitals.Result("central_summary", new() { ["columns"] = "a", ["group_by"] = "g" });

        Assert.Equal(4.5, result.GetProperty("columns").GetProperty("a").GetProperty("median").GetDouble());
        Assert.Equal(2, result.GetProperty("columns").GetProperty("a").GetProperty("missing").GetInt32());
        var groups = result.GetProperty("groups").GetProperty("g");
        Assert.Equal(1, groups.GetProperty("x").GetProperty("a").GetProperty("median").GetDouble());
        Assert.Equal(500003.625, groups.GetProperty("y").GetProperty("a").GetProperty("median").GetDouble());
        Assert.Equal(8, groups.GetProperty("z").GetProperty("a").GetProperty("median").GetDouble());
    }

    [Fact]
    public async Task Finds_quartiles_where_R_finds_them_when_they_are_asked_for()
    {
        await using var hospitals = await Collaboration.Of(["a\n1\n2\n10\n", "a\n4\n4.5\n", "a\n8\n"]);

        var result = await hospitals.Result("central_summary", new() { ["columns"] = "a", ["quartiles"] = true });

        // R: quantile(c(1, 2, 10, 4, 4.5, 8), c(.25, .5, .75)): 2.500, 4.250, 7.125
        var a = result.GetProperty("columns").GetProperty("a");
        Assert.Equal([2.5, 4.25, 7.125], ((string[])["q1", "median", "q3"]).Select(figure => a.GetProperty(figure).GetDouble()));
    }

    [Fact]
    public async Task Has_no_figures_where_there_are_no_values()
    {
        await using var hospitals = await Collaboration.Of(["a\nNA\n", "a\n"]);

        var result = await hospitals.Result("central_summary", new() { ["columns"] = "a" });

        Assert.Equal(
            """{"count":0,"missing":1,"mean":null,"sd":null,"min":null,"max":null,"median":null}""",
            result.GetProperty("columns").GetProperty("a").GetRawText());
    }

    [Fact]
    public async Task Needs_few_rounds_of_counting()
    {
        await using var hospitals = await Collaboration.Of(Rotterdam.ByHospital);

        await hospitals.Result("central_summary", new() { ["columns"] = new JsonArray("age", "pgr", "dtime"), ["group_by"] = "meno" });

        Assert.Equal(["partial_summary", "partial_counts", "partial_counts", "partial_counts"],
            hospitals.Posted.Select(task => task.GetProperty("description").GetString()));
    }
}
