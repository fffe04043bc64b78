using Plugin.EventLog;

namespace Plugin.Bench.Logs;

/// <summary>The vault's entries as one more table of the plain inserts.</summary>
internal static class PlainVault
{
    public static ReadTable Table { get; } = new(
        "entries", Version: 1, KeyColumns: 2,
        [new("kind", ColumnType.Text), new("id", ColumnType.Text), new("content", ColumnType.Bytes)], []);

    public static object?[] Row(VaultWrite write) => [write.Kind, write.Id, write.Content?.ToArray()];
}
