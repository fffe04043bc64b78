using System.Text.Json;

namespace Plugin.Algorithms.Tests;

internal static class Close
{
    /// <summary>Equal up to a relative error of 1e-9, the tolerance that the sample's expected numbers come with.</summary>
    public static void To(JsonElement expected, JsonElement actual) => To(expected.GetDouble(), actual.GetDouble());

    public static void To(double expected, double actual) => Assert.Equal(expected, actual, Math.Abs(expected) * 1e-9);
}
