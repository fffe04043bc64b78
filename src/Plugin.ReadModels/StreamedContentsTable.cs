using Plugin.Domain;
using Plugin.Domain.Runs;
using Plugin.EventLog;
using Plugin.Vault.Blobs;

namespace Plugin.ReadModels;

/// <summary>
/// Inputs and results that came by themselves and are asked for by their own id: of which run each is. All others are only reached through
/// their run and have no row, so that the table costs nothing where nobody uses it.
/// </summary>
internal static class StreamedContentsTable
{
    public const string Name = "streamed_contents";

    public static ReadTable Definition { get; } = new(
        Name, Version: 1, KeyColumns: 1, [new("id", ColumnType.Text), new("run_id", ColumnType.Number)], []);

    /// <param name="run">The id in the run's stream name.</param>
    public static void Project(long run, RunEvent @event, RowChanges changes)
    {
        switch (@event)
        {
            case RunCreated e:
                Put(e.Input);
                break;
            case RunEnded { Result: { } result }:
                Put(result);
                break;
            case RunSupplemented { Result: { } result }:
                Put(result);
                break;
        }

        void Put(BlobRef content)
        {
            if (StreamedContent.Is(content.Id))
            {
                changes.Put(Name, [content.Id], ("run_id", run));
            }
        }
    }
}
