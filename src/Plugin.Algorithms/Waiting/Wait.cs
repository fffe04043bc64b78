using System.Text.Json.Nodes;

namespace Plugin.Algorithms.Waiting;

internal sealed record Waited(int Milliseconds);

/// <summary>Does nothing for a given time, in small steps: a slow algorithm for trying out kills, restarts and time limits.</summary>
internal static class Wait
{
    private const int Step = 100;

    public static async Task<object> Run(Call call, CancellationToken cancellationToken)
    {
        var milliseconds = call.Arguments.Count("milliseconds");
        for (var left = milliseconds; left > 0; left -= Step)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(left, Step)), call.Clock, cancellationToken);
        }

        return new Waited(milliseconds);
    }

    /// <summary>Lets every hospital wait and adds up what they waited.</summary>
    public static async Task<object> Central(Call call, CancellationToken cancellationToken)
    {
        var milliseconds = call.Arguments.Count("milliseconds");
        var hospitals = await call.FindHospitals(cancellationToken);
        var waited = await hospitals.Ask<Waited>("wait", new JsonObject { ["milliseconds"] = milliseconds }, cancellationToken);
        return new Waited(waited.Sum(hospital => hospital.Milliseconds));
    }
}
