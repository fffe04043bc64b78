namespace Plugin.Api.Http;

/// <summary>Booleans as clients spell them, Python's <c>True</c> and <c>False</c> included.</summary>
internal static class Flags
{
    public static bool? Parse(string text) => text.ToLowerInvariant() switch
    {
        "true" or "1" or "yes" or "t" or "y" or "on" => true,
        "false" or "0" or "no" or "f" or "n" or "off" => false,
        _ => null,
    };
}
