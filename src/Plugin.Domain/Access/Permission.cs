namespace Plugin.Domain.Access;

/// <summary>Whether a caller may: granted and by which rule, or refused.</summary>
public abstract record Permission
{
    private Permission()
    {
    }

    /// <param name="Rule">The narrowest rule that grants it, for the event's metadata; null where none is needed (users and themselves).</param>
    public sealed record Granted(int? Rule) : Permission;

    public sealed record Refused(Refusal Refusal) : Permission;

    public static implicit operator Permission(Refusal refusal) => new Refused(refusal);
}
