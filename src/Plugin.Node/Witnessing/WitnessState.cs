using System.Collections.Immutable;
using System.Text.Json;
using Plugin.Node.Journal;
using Plugin.Proofs;

namespace Plugin.Node.Witnessing;

/// <summary>What a station knows of the hub's log from one start to the next. It is on disk before anything that follows from it is signed.</summary>
/// <param name="HubKey">The key that checkpoints are signed with, in the text form of signed-note; null before the first.</param>
/// <param name="Generation">The log's generation that is accepted; 0 before the first checkpoint.</param>
/// <param name="Kept">The largest checkpoint of that generation that was found good, with the hub's signature; null before the first.</param>
/// <param name="Former">The last ones kept of former generations.</param>
/// <param name="Witnesses">Other nodes' keys as they were first seen, by name.</param>
/// <param name="WitnessedSize">Of the largest checkpoint that another node has signed.</param>
/// <param name="AloneSince">When the station first kept more than any other node has signed; null while it does not.</param>
internal sealed record WitnessState(
    string? HubKey, int Generation, string? Kept, ImmutableList<string> Former, ImmutableSortedDictionary<string, string> Witnesses,
    long WitnessedSize, DateTimeOffset? AloneSince)
{
    public static WitnessState Nothing { get; } =
        new(null, 0, null, [], ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal), 0, null);

    public Checkpoint? KeptCheckpoint => Kept is null ? null : Checkpoint.Parse(SignedNote.Parse(Kept).Text);

    public static WitnessState In(IJournal journal) =>
        journal.Witnessed is { } text ? JsonSerializer.Deserialize<WitnessState>(text)! : Nothing;

    public void Keep(IJournal journal) => journal.Witnessed = JsonSerializer.Serialize(this);
}
