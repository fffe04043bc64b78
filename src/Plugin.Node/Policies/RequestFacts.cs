using System.Text;
using System.Text.Json;
using Plugin.Contracts.Station;
using Plugin.Node.Contract;
using Plugin.Node.Payloads;

namespace Plugin.Node.Policies;

/// <summary>Looks up what the rules want to know of a run. Nothing of it is worth a rule of its own: what cannot be seen is left open, and the rules decide.</summary>
internal static class RequestFacts
{
    private const int LongestPreview = 2000;

    // Nothing that names a method is longer than this, and parsing it takes no noticeable time.
    private const int LargestInput = 4 << 20;

    /// <exception cref="FormatException">The input is not for this station, or is no payload.</exception>
    /// <exception cref="IOException">A data source cannot be read at the moment.</exception>
    public static async Task<RunRequest> Gather(
        ClaimGranted grant, InputFacts input, StationPolicies policies, CancellationToken cancellationToken)
    {
        if (!RequestedDatabase.TryFind(grant.Databases, policies.Sources, out var databases, out var unavailable))
        {
            return new RunRequest(grant, input.Method, Digest: null, []) { Unavailable = unavailable };
        }

        var records = new Dictionary<string, RecordCount>();
        foreach (var database in databases)
        {
            if (policies.MinimumOf(database.Source.Label) is > 0 and var minimum && !records.ContainsKey(database.Source.Label))
            {
                records.Add(database.Source.Label, await Records.Count(database, minimum, cancellationToken));
            }
        }

        return new RunRequest(grant, input.Method, Digest: null, databases) { Records = records };
    }

    /// <summary>What a claim's input says, opened as the algorithm will get it.</summary>
    /// <exception cref="FormatException">The input is not for this station, or is no payload.</exception>
    public static InputFacts Read(ClaimGranted grant, IPayloads payloads) =>
        grant.Input is { Length: <= LargestInput } text ? Read(payloads.Open(text)) : new InputFacts(null, null);

    internal static InputFacts Read(ReadOnlyMemory<byte> input)
    {
        var preview = Encoding.UTF8.GetString(input.Span[..Math.Min(input.Length, LongestPreview)]);
        try
        {
            using var json = JsonDocument.Parse(input);
            return new InputFacts(
                json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("method", out var method)
                    && method.ValueKind == JsonValueKind.String
                    ? method.GetString()
                    : null,
                preview);
        }
        catch (JsonException)
        {
            return new InputFacts(null, preview);
        }
    }
}

/// <param name="Method">Null when it names none that can be seen.</param>
/// <param name="Preview">Its beginning, for the operator's eyes; null when it is too large to come with the claim.</param>
public sealed record InputFacts(string? Method, string? Preview);
