using System.Text.Json;
using System.Text.Json.Nodes;

namespace Plugin.Algorithms.Tests;

public sealed class A_survival_curve_over_three_hospitals
{
    [Fact]
    public async Task Equals_what_R_computes_on_the_whole_data()
    {
        await using var hospitals = await Collaboration.Of(Rotterdam.ByHospital);

        var result = await hospitals.Result("central_kaplan_meier", Question(365, 1826, 3652));

        var expected = Rotterdam.Expected.GetProperty("km");
        var curve = result.GetProperty("overall");
        Close.To(expected.GetProperty("median"), curve.GetProperty("median"));
        for (var i = 0; i < 3; i++)
        {
            var at = curve.GetProperty("at")[i];
            Assert.Equal(expected.GetProperty("at_days")[i].GetDouble(), at.GetProperty("day").GetDouble());
            Close.To(expected.GetProperty("survival")[i], at.GetProperty("survival"));
            Close.To(expected.GetProperty("se")[i], at.GetProperty("standard_error"));
        }
    }

    [Fact]
    public async Task Equals_R_for_each_group()
    {
        await using var hospitals = await Collaboration.Of(Rotterdam.ByHospital);
        var question = Question(1826);
        question["group_by"] = "hormon";

        var result = await hospitals.Result("central_kaplan_meier", question);

        var expected = Rotterdam.Expected.GetProperty("km_by_hormon_5y");
        foreach (var (level, i) in (ReadOnlySpan<(string, int)>)[("0", 0), ("1", 1)])
        {
            Close.To(expected[i], result.GetProperty("groups").GetProperty("hormon").GetProperty(level).GetProperty("at")[0].GetProperty("survival"));
        }
    }

    [Fact]
    public async Task Takes_the_middle_of_the_level_where_exactly_half_survive()
    {
        await using var hospitals = await Collaboration.Of(["t,d\n1,1\n2,1\n", "t,d\n5,1\n9,0\n"]);

        var curve = (await hospitals.Result("central_kaplan_meier", Question(("t", "d")))).GetProperty("overall");

        Assert.Equal(3.5, curve.GetProperty("median").GetDouble());
    }

    [Fact]
    public async Task Has_no_median_while_more_than_half_survive_and_says_nothing_after_the_last_observation()
    {
        await using var hospitals = await Collaboration.Of(["t,d\n4,1\n5,0\n", "t,d\n6,0\n,1\n"]);

        var curve = (await hospitals.Result("central_kaplan_meier", Question(("t", "d"), 1, 6, 7))).GetProperty("overall");

        Assert.Equal(JsonValueKind.Null, curve.GetProperty("median").ValueKind);
        Assert.Equal(1, curve.GetProperty("missing").GetInt32());
        Assert.Equal([1, 2.0 / 3, null], curve.GetProperty("at").EnumerateArray()
            .Select(at => at.GetProperty("survival") is { ValueKind: JsonValueKind.Number } survival ? survival.GetDouble() : (double?)null));
    }

    private static JsonObject Question(params int[] days) => Question(("dtime", "death"), days);

    private static JsonObject Question((string Time, string Event) columns, params int[] days) => new()
    {
        ["time"] = columns.Time,
        ["event"] = columns.Event,
        ["days"] = new JsonArray([.. days.Select(day => JsonValue.Create(day))]),
    };
}
