namespace Plugin.Hub.Orleans;

/// <summary>A stream's kind is its grain's type: <c>run-33</c> is <c>run/33</c>, and <c>retention</c>, of which there is one, <c>retention/-</c>.</summary>
internal static class StreamAddress
{
    private const string Only = "-";

    public static GrainId Of(string stream)
    {
        var dash = stream.IndexOf('-', StringComparison.Ordinal);
        return dash < 0 ? GrainId.Create(stream, Only) : GrainId.Create(stream[..dash], stream[(dash + 1)..]);
    }

    public static string StreamOf(GrainId grain) => grain.Key.ToString() is { } key and not Only ? $"{grain.Type}-{key}" : $"{grain.Type}";
}
