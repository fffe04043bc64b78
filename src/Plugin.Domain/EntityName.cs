namespace Plugin.Domain;

/// <summary>What organisations, collaborations, nodes and tasks may be called: the wire protocol tells ids from names by their digits.</summary>
public static class EntityName
{
    public const int MaxLength = 128;

    public const string Rule = "A name has 1 to 128 characters and is not a number.";

    public static bool IsAcceptable(string name) =>
        !string.IsNullOrWhiteSpace(name) && name.Length <= MaxLength && !name.All(char.IsDigit);
}
