using System.Text.Json;

namespace Plugin.Algorithms.Tests;

public sealed class A_crosstab_over_three_hospitals
{
    [Fact]
    public async Task Equals_what_R_computes_on_the_whole_data()
    {
        await using var hospitals = await Collaboration.Of(Rotterdam.ByHospital);

        var result = await hospitals.Result("central_crosstab", new() { ["row"] = "size", ["column"] = "grade" });

        var expected = Rotterdam.Expected.GetProperty("crosstab_size_grade").EnumerateArray()
            .Select(cell => (cell.GetProperty("size").GetString(), cell.GetProperty("grade").GetString(), int.Parse(cell.GetProperty("Freq").GetString()!)));
        Assert.Equal(expected, Cells(result));
        Assert.Equal(2982, result.GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Counts_the_incomplete_apart_and_fills_in_pairs_that_nobody_has()
    {
        await using var hospitals = await Collaboration.Of(["r,c\na,1\na,10\n,1\n", "r,c\nb,2\na,NA\na,1\n"]);

        var result = await hospitals.Result("central_crosstab", new() { ["row"] = "r", ["column"] = "c" });

        Assert.Equal([("a", "1", 2), ("b", "1", 0), ("a", "2", 0), ("b", "2", 1), ("a", "10", 1), ("b", "10", 0)], Cells(result));
        Assert.Equal(2, result.GetProperty("missing").GetInt32());
    }

    private static IEnumerable<(string?, string?, int)> Cells(JsonElement result) => result.GetProperty("cells").EnumerateArray()
        .Select(cell => (cell.GetProperty("row").GetString(), cell.GetProperty("column").GetString(), cell.GetProperty("count").GetInt32()));
}
