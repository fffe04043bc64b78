using System.Text.Json.Nodes;
using Plugin.Algorithms.Histograms;

namespace Plugin.Algorithms.Tests;

public sealed class A_histogram_over_three_hospitals
{
    [Fact]
    public async Task Counts_all_values_in_bins_with_round_edges()
    {
        await using var hospitals = await Collaboration.Of(["a\n21\n29\n30\n", "a\n30.5\nNA\n", "a\n48\n"]);

        var result = await hospitals.Result("central_histogram", new() { ["column"] = "a", ["bins"] = 3 });

        Assert.Equal("""{"column":"a","bin_edges":[20,30,40,50],"counts":[2,2,1],"missing":1}""", result.GetRawText());
    }

    [Fact]
    public async Task Has_no_bins_where_there_are_no_values()
    {
        await using var hospitals = await Collaboration.Of(["a\nNA\n"]);

        var result = await hospitals.Result("central_histogram", new() { ["column"] = "a" });

        Assert.Equal("""{"column":"a","bin_edges":[],"counts":[],"missing":1}""", result.GetRawText());
    }

    [Fact]
    public async Task Refuses_a_bin_of_fewer_patients_than_a_station_allows()
    {
        using var folder = new RunFolder(RunFolder.Input("partial_histogram", new() { ["column"] = "a", ["edges"] = new JsonArray(0, 10, 20) }))
            .Set("USER_REQUESTED_DATABASE_LABELS", "default").Set("MINIMUM_GROUP_SIZE", "2").GiveCsv("a\n1\n2\n15\n");

        var ended = await Collaboration.Run(folder);

        Assert.Equal(1, ended.ExitCode);
        Assert.Equal("error > This station gives no figures about a bin of 'a': fewer than 2 patients.\n", ended.Errors);
    }

    [Theory]
    [InlineData(0.1, 0.34, 5, "0.1 0.15 0.2 0.25 0.3 0.35")]
    [InlineData(7, 7, 12, "7 8")]
    [InlineData(-3, 4, 4, "-4 -2 0 2 4 6")]
    [InlineData(1e300, 1e300, 3, null)]
    [InlineData(5e-324, 1e-310, 10, null)]
    [InlineData(1, 1.0000000000000002, 10, null)]
    public void Has_edges_around_everything(double min, double max, int most, string? expected)
    {
        var edges = Bins.Between(min, max, most);

        Assert.True(edges[0] <= min && edges[^1] > max, $"{edges[0]} … {edges[^1]}");
        Assert.True(edges.Length <= most + 25, $"{edges.Length} edges");
        Assert.True(Bins.IndexOf(edges, min) >= 0 && Bins.IndexOf(edges, max) >= 0);
        if (expected is not null)
        {
            Assert.Equal(expected, string.Join(' ', edges.Select(edge => edge.ToString(System.Globalization.CultureInfo.InvariantCulture))));
        }
    }
}
