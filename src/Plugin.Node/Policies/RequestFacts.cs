using System.Text;
using System.Text.Json;
using Plugin.Contracts.Station;
using Plugin.Node.Payloads;

namespace Plugin.Node.Policies;

/// <summary>Looks up what the rules want to know of a run. Nothing of it is worth a rule of its own: what cannot be seen is left open, and the rules decide.</summary>
internal static class RequestFacts
{
    private const int LongestPreview = 2000;

    // Of a few at once in the agent's memory.
    private const int LargestInput = 8 << 20;

    /// <exception cref="FormatException">The input is not for this station, or is no payload.</exception>
    /// <exception cref="IOException">A data source cannot be read at the moment.</exception>
    public static async Task<RunRequest> Gather(
        ClaimGranted grant, InputFacts input, StationPolicies policies, CancellationToken cancellationToken)
    {
        if (!RequestedDatabase.TryFind(grant.Databases, policies.Sources, source => source.IsThere, out var databases, out var unavailable))
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

    /// <summary>What an input says, opened as the algorithm will get it.</summary>
    /// <param name="fetch">Gets an input that is too large to come with the claim.</param>
    /// <exception cref="FormatException">The input is not for this station, or is no payload.</exception>
    public static async Task<InputFacts> Read(
        string? input, IPayloads payloads, Func<CancellationToken, Task<Stream>> fetch, CancellationToken cancellationToken)
    {
        if (input is not null)
        {
            return Read(payloads.Open(input));
        }

        await using var wire = await fetch(cancellationToken);
        using var content = new FirstBytes(LargestInput);
        try
        {
            await payloads.Open(wire, content, cancellationToken);
        }
        catch (FirstBytes.ThatIsMoreException)
        {
            // A method may stand anywhere in it.
            return new InputFacts(null, Text(content.Bytes));
        }

        return Read(content.Bytes);
    }

    internal static InputFacts Read(ReadOnlyMemory<byte> input)
    {
        var preview = Text(input);
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

    private static string Text(ReadOnlyMemory<byte> input) => Encoding.UTF8.GetString(input.Span[..Math.Min(input.Length, LongestPreview)]);

    /// <summary>Keeps what is written, up to a limit.</summary>
    private sealed class FirstBytes(int limit) : MemoryStream
    {
        public ReadOnlyMemory<byte> Bytes => GetBuffer().AsMemory(0, (int)Length);

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (Length + buffer.Length > limit)
            {
                throw new ThatIsMoreException();
            }

            base.Write(buffer.ToArray(), 0, buffer.Length);
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            Write(buffer.AsSpan(offset, count));
            return Task.CompletedTask;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Write(buffer.Span);
            return ValueTask.CompletedTask;
        }

        public sealed class ThatIsMoreException : Exception;
    }
}

/// <param name="Method">Null when it names none that can be seen.</param>
/// <param name="Preview">Its beginning, for the operator's eyes; null when nobody asked for it.</param>
public sealed record InputFacts(string? Method, string? Preview);
