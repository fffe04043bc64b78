namespace Plugin.Policies;

/// <param name="Uri">An absolute path, or an address that only the algorithm understands.</param>
/// <param name="Type">One of <see cref="Types"/>, in the spelling of whoever wrote the configuration: algorithms get it so.</param>
/// <param name="Env">Further values that the algorithm is given for this source, such as credentials.</param>
public sealed record DatabaseConfig(string Label, string Uri, string Type, IReadOnlyDictionary<string, string> Env)
{
    public const string AllColumns = "all";

    /// <summary>Who and what may use this source.</summary>
    public SourceRules Rules { get; init; } = new();

    private static readonly string[] FileTypes = ["csv", "parquet", "excel", "folder"];

    /// <summary>The names of columns that the hub may show to whoever writes a task; only <see cref="AllColumns"/>: those of the file's first line.</summary>
    public IReadOnlyList<string> SharedColumns { get; init; } = [];

    /// <summary>What there are readers for in algorithms, and <c>other</c>.</summary>
    public static readonly IReadOnlyList<string> Types = [.. FileTypes, "sql", "sparql", "omop", "other"];

    public bool IsPath => IsFileType(Type) || Path.IsPathRooted(Uri);

    /// <summary>Of what is no file nobody knows before it is read.</summary>
    public bool IsThere => !IsPath || Path.Exists(Uri);

    /// <summary>Where a source lies: what is a file goes from the configuration's folder, an address stays as it was written.</summary>
    public static string Located(string uri, string type, string home) =>
        IsFileType(type) || (!uri.Contains(':') && (uri.EndsWith(".sqlite", StringComparison.Ordinal) || Path.Exists(Path.GetFullPath(uri, home))))
            ? Path.GetFullPath(uri, home)
            : uri;

    private static bool IsFileType(string type) => FileTypes.Contains(type, StringComparer.OrdinalIgnoreCase);
}
