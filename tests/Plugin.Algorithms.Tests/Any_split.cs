using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace Plugin.Algorithms.Tests;

/// <summary>However the patients are spread over hospitals, the figures are those of one hospital that has them all.</summary>
public sealed class Any_split
{
    public sealed record Patient(double? Value, string Group, int Time, bool Died, int Hospital);

    private static readonly Gen<double?> Values = Gen.OneOf(
        Gen.Choose(-50, 50).Select(value => (double?)value),
        Gen.Choose(-9999, 9999).Select(value => (double?)(value / 100.0)),
        Gen.Choose(1, int.MaxValue).Select(value => (double?)Math.Sqrt(value)),
        Gen.Choose(1, int.MaxValue).Select(value => (double?)(1e12 + value)),
        Gen.Constant((double?)null));

    private static readonly Arbitrary<Patient[]> Patients =
        (from value in Values
         from level in Gen.Elements("a", "b", "c")
         from time in Gen.Choose(0, 20)
         from died in Gen.Elements(true, false)
         from hospital in Gen.Choose(0, 4)
         select new Patient(value, level, time, died, hospital)).ArrayOf().ToArbitrary();

    [Fact]
    public void Gives_the_same_summary() => Holds("central_summary", new() { ["columns"] = "v", ["group_by"] = "g", ["quartiles"] = true });

    [Fact]
    public void Gives_the_same_histogram() => Holds("central_histogram", new() { ["column"] = "v", ["bins"] = 7 });

    [Fact]
    public void Gives_the_same_crosstab() => Holds("central_crosstab", new() { ["row"] = "g", ["column"] = "d" });

    [Fact]
    public void Gives_the_same_survival_curve() => Holds(
        "central_kaplan_meier", new() { ["time"] = "t", ["event"] = "d", ["group_by"] = "g", ["days"] = new JsonArray(0, 5, 10, 30) });

    private static void Holds(string method, JsonObject question) =>
        Prop.ForAll(Patients, Gen.Choose(1, 5).ToArbitrary(), (patients, hospitals) =>
            {
                var split = Enumerable.Range(0, hospitals).Select(hospital => Csv(patients.Where(patient => patient.Hospital % hospitals == hospital)));
                Same(Answer([Csv(patients)], method, question), Answer(split, method, question));
            })
            .Check(Config.QuickThrowOnFailure.WithMaxTest(15));

    private static JsonElement Answer(IEnumerable<string> csvs, string method, JsonObject question) => AnswerAsync(csvs, method, question).GetAwaiter().GetResult();

    private static async Task<JsonElement> AnswerAsync(IEnumerable<string> csvs, string method, JsonObject question)
    {
        await using var hospitals = await Collaboration.Of(csvs);
        return await hospitals.Result(method, question);
    }

    private static string Csv(IEnumerable<Patient> patients) => string.Concat(
        patients.Select(patient => FormattableString.Invariant($"{patient.Value},{patient.Group},{patient.Time},{(patient.Died ? 1 : 0)}\n")).Prepend("v,g,t,d\n"));

    private static void Same(JsonElement one, JsonElement many)
    {
        Assert.Equal(one.ValueKind, many.ValueKind);
        switch (one.ValueKind)
        {
            case JsonValueKind.Object:
                Assert.Equal(one.EnumerateObject().Select(property => property.Name), many.EnumerateObject().Select(property => property.Name));
                foreach (var property in one.EnumerateObject())
                {
                    Same(property.Value, many.GetProperty(property.Name));
                }

                break;
            case JsonValueKind.Array:
                Assert.Equal(one.GetArrayLength(), many.GetArrayLength());
                for (var i = 0; i < one.GetArrayLength(); i++)
                {
                    Same(one[i], many[i]);
                }

                break;
            case JsonValueKind.Number:
                // Sums of a few dozen values of up to 1e12: what the order of adding can change stays far below this.
                Assert.Equal(one.GetDouble(), many.GetDouble(), Math.Max(Math.Abs(one.GetDouble()) * 1e-9, 1e-9));
                break;
            default:
                Assert.Equal(one.GetRawText(), many.GetRawText());
                break;
        }
    }
}
