using Plugin.EventLog;
using Plugin.Hub;

namespace Plugin.Acceptance.Tests.Cluster;

/// <summary>The hub as its next version may be: the same program, which keeps every list in a version of its own.</summary>
internal static class NewerHub
{
    /// <summary>The word that makes this program one.</summary>
    public const string Role = "newer-hub";

    public static Task<int> Run(string[] args) =>
        HubProgram.Run(HubSettings.Usage, () => (HubSettings.Of(args) with { Lists = own => new Lists(own) }, HubHost.BuiltIn));

    private sealed class Lists(IProjector own) : IProjector
    {
        public IReadOnlyList<ReadTable> Tables { get; } = [.. own.Tables.Select(table => table with { Version = table.Version + 1 })];

        public IReadOnlyList<string> FormerTables => own.FormerTables;

        public ValueTask Prepare(
            IReadOnlyList<ProjectedEvent> events, IReadOnlyList<VaultWrite> writes, IVaultTable vault, CancellationToken cancellationToken) =>
            own.Prepare(events, writes, vault, cancellationToken);

        public void Project(ProjectedEvent @event, RowChanges changes) => own.Project(@event, changes);
    }
}
