namespace Plugin.Cli.Demo;

internal enum DemoRuntime
{
    Docker,
    Process,
}

/// <param name="Runtime">Null: docker when an engine answers, else process.</param>
/// <param name="Data">Null: a temporary folder, which is removed at the end unless the demo is kept.</param>
/// <param name="Database">Null: SQLite in the data folder.</param>
internal sealed record DemoOptions(DemoRuntime? Runtime, string? Data, string? Database, bool Keep, bool Json);
